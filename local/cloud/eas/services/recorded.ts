/** Something that a service or one of its instances went through. */
export interface ServiceEvent {
  /** ms since the epoch */
  readonly at: number;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  /** JSON text. */
  readonly message: string;
  /** Of an instance; absent where it is of the service. */
  readonly instance: string | undefined;
}

/** A line that a container wrote. */
export interface LogLine {
  readonly at: number;
  readonly instance: string;
  readonly ip: string;
  readonly container: string;
  readonly text: string;
  /** How often the instance had been started anew by then. */
  readonly restarts: number;
}
