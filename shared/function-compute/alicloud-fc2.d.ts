// What we use of @alicloud/fc2 2.6.6, which brings no types. Source: its lib/client.js.
declare module '@alicloud/fc2' {
  class FC2 {
    constructor(
      accountId: string,
      config: {
        accessKeyID: string;
        accessKeySecret: string;
        /** Looked at only where the key's id begins with `STS`. */
        securityToken?: string;
        region: string;
        endpoint?: string;
        /** Plain http unless true. */
        secure?: boolean;
        /** ms; 60 s unless given. */
        timeout?: number;
        headers?: Record<string, string>;
      },
    );
    /** `2016-08-15` unless written over; part of every path, and of what is signed. */
    version: string;
    post(
      path: string,
      body: Buffer,
      headers?: Record<string, string>,
      queries?: Record<string, string>,
    ): Promise<{ headers: Record<string, string | undefined>; data: unknown }>;
  }
  export = FC2;
}
