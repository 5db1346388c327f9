/** Called by Next once per server process, before the first request. */
export async function register(): Promise<void> {
  // Next sets both; the comparison with NEXT_RUNTIME also keeps the job runner out of the edge bundle.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    if (process.env.NEXT_PHASE === 'phase-production-build') return;
    const { startBackgroundWork } = await import('#lib/jobs/start-background-work.ts');
    startBackgroundWork();
    const [{ readAllowedOrigins }, { offerAllowedOrigins }] = await Promise.all([
      import('#lib/applications/allowed-origins.ts'),
      import('#lib/http/front/allowed-origins.ts'),
    ]);
    offerAllowedOrigins(readAllowedOrigins);
  }
}

/** Called by Next when a page, an action or a route handler throws. */
export async function onRequestError(
  error: unknown,
  request: Parameters<typeof import('#lib/observability/log-page-error.ts').logPageError>[1],
) {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logPageError } = await import('#lib/observability/log-page-error.ts');
  logPageError(error, request);
}
