/** A version of the product in which one check of a rule lets everything pass. */
export interface Mutant {
  rule: string;
  /** What it lets pass, after "as if". */
  allows: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
}

/** A file of the rules, named without folder and extension. */
export const rules = (file: string) => `shared/domain-rules/${file}.ts`;
