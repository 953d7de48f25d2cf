import type { ControlledProducts } from './controlled-products.ts';
import type { SwitchRow } from './switch-rows.ts';
import { SWITCHES } from './switch-table.ts';

/** A switch as it stands. */
export interface SwitchState extends Pick<SwitchRow, 'kind' | 'about' | 'values'> {
  readonly name: string;
  readonly value: unknown;
}

/**
 * All switches of one cloud by name, for whoever has only text in hand; where there is a compiler the properties
 * themselves are the better way.
 *
 *   cloud.switches.set('eas.albPerAccess', 'one');
 */
export class Switches {
  readonly #cloud: ControlledProducts;

  constructor(cloud: ControlledProducts) {
    this.#cloud = cloud;
  }

  all(): readonly SwitchState[] {
    return Object.entries(SWITCHES).map(([name, row]) => this.#state(name, row));
  }

  /** Undefined where there is no such switch. */
  find(name: string): SwitchState | undefined {
    const row = rowOf(name);
    return row && this.#state(name, row);
  }

  /** @throws RangeError where there is no such switch, or it cannot be that */
  set(name: string, value: unknown): void {
    const row = rowOf(name);
    if (!row) throw new RangeError(`There is no switch ${name}.`);
    try {
      row.set(this.#cloud, value);
    } catch (error) {
      if (error instanceof RangeError) throw new RangeError(`${name} is ${error.message}.`, { cause: error });
      throw error;
    }
  }

  #state(name: string, row: SwitchRow): SwitchState {
    const { kind, about, values } = row;
    return { name, kind, about, values, value: row.read(this.#cloud) };
  }
}

function rowOf(name: string): SwitchRow | undefined {
  return Object.hasOwn(SWITCHES, name) ? SWITCHES[name] : undefined;
}
