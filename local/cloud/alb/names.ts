/** Names of whatever ALB has; that letters may be of any script is inferred. */
export const NAME = /^\p{L}[\p{L}\p{N}._-]{1,127}$/u;
