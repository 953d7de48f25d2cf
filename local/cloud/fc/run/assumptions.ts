/** What nobody could check about invocations, and how this cloud plays it. */
export interface RunAssumptions {
  /** The gateway takes the `FC` signature at version 2023-03-30, or answers 403. */
  fcScheme: 'accepted' | 'refused';
  /** The 202 of an asynchronous invocation calls its empty body JSON, or does not label it. */
  emptyAccepted: 'unlabelled' | 'json';
  /** What a function with an HTTP trigger is given by InvokeFunction: the payload, or a v1 HTTP event around it. */
  invokedHttpFunction: 'payload' | 'http-event';
  /** Destinations hear of runs that a timer started, or do not (an older page). */
  timerDestinations: 'told' | 'not-told';
  /** A retry has a request id of its own, or that of the first attempt. */
  retriedRequestId: 'new' | 'same';
}

export const DEFAULT_ASSUMPTIONS: RunAssumptions = {
  fcScheme: 'accepted',
  emptyAccepted: 'unlabelled',
  invokedHttpFunction: 'payload',
  timerDestinations: 'told',
  retriedRequestId: 'new',
};
