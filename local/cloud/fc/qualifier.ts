import { invalid } from './function-config.ts';

/** Versions and aliases are not played: everything is about LATEST. @throws InvalidArgument */
export function checkQualifier(qualifier: string | undefined): void {
  if (qualifier !== undefined && qualifier !== '' && qualifier !== 'LATEST') {
    throw invalid(`the version or alias '${qualifier}' does not exist`);
  }
}
