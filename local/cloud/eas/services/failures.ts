/** Why a service does not come up, as its diagnosis tells. */
export interface ServiceFailure {
  /** `Container worker0 failed to pull image.` */
  readonly error: string;
  readonly causes: readonly string[];
  readonly advices: readonly string[];
}

export const IMAGE_NOT_PULLED: ServiceFailure = {
  error: 'Container worker0 failed to pull image.',
  causes: ['The image does not exist, or the service may not pull it.'],
  advices: ['Check the address of the image and the credentials for its registry.'],
};

/** What is to go wrong the next times that a service of any account comes up. */
export class ServiceFailures {
  private readonly waiting: ServiceFailure[] = [];

  /** The next service that is created, started or updated ends as Failed. */
  failNext(failure: ServiceFailure = IMAGE_NOT_PULLED): void {
    this.waiting.push(failure);
  }

  take(): ServiceFailure | undefined {
    return this.waiting.shift();
  }
}
