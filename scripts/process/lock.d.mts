export declare function processIdentity(pid: number): string | null;
export declare function lockHolder(path: string): number | null;
export declare function tryLock(path: string): { held: true; release: () => void } | { held: false; pid: number };
export declare function waitForLock(
  path: string,
  options?: { timeoutSeconds?: number; onWait?: (pid: number) => void },
): Promise<() => void>;
