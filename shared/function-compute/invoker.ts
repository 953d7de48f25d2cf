/** Starts an asynchronous invocation of a function of ours (Function Compute 3.0, `x-fc-invocation-type: Async`). */
export interface Invoker {
  /**
   * @param delaySeconds 0 to 3599 (`x-fc-async-delay`)
   * @param taskId deduplicates: a second call with the same id is `already-scheduled` (HTTP 409)
   */
  invokeAsync(
    functionName: string,
    payload: unknown,
    options: { delaySeconds: number; taskId: string },
  ): Promise<'scheduled' | 'already-scheduled'>;
}
