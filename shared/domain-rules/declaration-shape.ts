import type * as z from 'zod';
import { closedObjects, declarationSchema, type FormatHint, type ParsedShape } from './declaration-schema.ts';
import { nearestWord } from './nearest-word.ts';
import type { Problem, RuleNumber, ShapeReason } from './problem.ts';

type Path = readonly PropertyKey[];

/** Reads the form alone: every mistake of form at once, each with a way out. */
export function readShape(input: unknown): { shape: ParsedShape | undefined; problems: Problem[] } {
  const parsed = declarationSchema.safeParse(input, { reportInput: true });
  if (parsed.success) return { shape: parsed.data, problems: [] };
  return { shape: undefined, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, issue.path)) };
}

function problemsOf(issue: z.core.$ZodIssue, path: Path): Problem[] {
  const field = fieldName(path);
  const name = field === '' ? 'The declaration' : field;
  const purpose = purposeOf(path);
  const told = (reason: ShapeReason, message: string, wayOut: string): Problem[] => [
    { field, rule: citedRule(purpose), reason, message, wayOut },
  ];

  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(key, path));
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((ofForm) => !ofForm.some(isOfAnotherForm));
    if (meant) return meant.flatMap((inner) => problemsOf(inner, [...path, ...inner.path]));
  }
  if (issue.input === undefined) return told('FieldMissing', `${name} is missing.`, `Add it. ${purpose}.`);
  switch (issue.code) {
    case 'custom': {
      const { rule, wayOut } = issue.params as FormatHint;
      return [{ field, rule, reason: 'BadFormat', message: `${name} cannot be "${issue.input}".`, wayOut }];
    }
    case 'invalid_value': {
      const words = issue.values.map(String);
      const meant = typeof issue.input === 'string' ? nearestWord(issue.input, words) : undefined;
      const wayOut = meant ? `Did you mean ${meant}?` : `Write ${words.join(' or ')}.`;
      return told('NotOneOf', `${name} cannot be ${spoken(issue.input)}.`, wayOut);
    }
    case 'invalid_type':
    case 'invalid_union': {
      const expected = issue.code === 'invalid_type' ? [issue] : issue.errors.flat();
      const forms = [...new Set(expected.flatMap(formsOf))].join(' or ');
      return told('WrongType', `${name} is ${spoken(issue.input)} where ${forms} is expected.`, `${purpose}.`);
    }
    default:
      if (Array.isArray(issue.input)) return told('ListEmpty', `${name} is empty.`, `Name at least one. ${purpose}.`);
      return told('OutOfRange', `${name} cannot be ${spoken(issue.input)}.`, `${boundOf(issue)}${purpose}.`);
  }
}

/** Whether a form of several is not the one that was meant: it is of another type, or another word. */
function isOfAnotherForm({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function formsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_type') return [issue.expected];
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}

function unknownField(key: string, parent: Path): Problem {
  const here = genericName(parent);
  const known = [...closedObjects].flatMap(([name, object]) => (name === here ? Object.keys(object.shape) : []));
  const meant = nearestWord(key, known);
  const elsewhere = [...closedObjects].find(([, object]) => Object.hasOwn(object.shape, key));
  const wayOut = meant
    ? `Did you mean ${meant}?`
    : elsewhere
      ? `It belongs to ${elsewhere[0] || 'the top level'}.`
      : `Known here: ${known.join(', ')}.`;
  const field = fieldName([...parent, key]);
  return { field, rule: 'schema', reason: 'UnknownField', message: `${field} is not a field Torii knows.`, wayOut };
}

/** `spec.internet.allow[3]` */
function fieldName(path: Path): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

/** `spec.vpcs[]` */
function genericName(path: Path): string {
  return fieldName(path).replaceAll(/\[\d+\]/g, '[]');
}

/** The description of the field, or of the nearest one around it that has one. */
function purposeOf(path: Path): string {
  const key = path.at(-1);
  if (key === undefined) return 'A declaration has apiVersion, kind, metadata and spec';
  const parent = path.slice(0, -1);
  const described: unknown = closedObjects.get(genericName(parent))?.shape[String(key)];
  return (described as z.ZodType | undefined)?.description ?? purposeOf(parent);
}

/** The first gateway rule that a field's description cites; without one it is a matter of form alone. */
function citedRule(purpose: string): RuleNumber {
  return (/\bG\d{2}\b/.exec(purpose)?.[0] as RuleNumber | undefined) ?? 'schema';
}

function boundOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'too_small' ? `Write ${issue.minimum} or more. ` : '';
}

/** A value as a sentence can carry it. */
function spoken(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `"${value}"` : String(value);
}
