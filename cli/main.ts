import { CommanderError } from 'commander';
import { ApiRefusal, Interrupted } from './errors.ts';
import { EXIT } from './exit-code.ts';
import { type FORMATS, serialised } from './output.ts';
import { toriiProgram } from './program.ts';
import { processShell } from './shell.ts';
import { showError } from './show-error.ts';

const shell = processShell();
const program = toriiProgram(shell, (code) => {
  process.exitCode = code;
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = EXIT.failed;
  const { output } = program.opts<{ output: (typeof FORMATS)[number] }>();
  // Who asked for JSON gets the API's own words as JSON.
  if (error instanceof ApiRefusal && output !== 'table') shell.say(serialised(output, error.problem));
  else if (!(error instanceof CommanderError) && !(error instanceof Interrupted)) shell.warn(showError(shell, error));
}
