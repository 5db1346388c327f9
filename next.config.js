import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./lib/i18n/request.ts');

/** @type {import('next').NextConfig} */
const config = {
  // Several builds can live side by side: the tests build into their own folder.
  distDir: process.env.NEXT_DIST_DIR || '.next',
  poweredByHeader: false,
  // Compressing answers that mix secrets with what a stranger sent leaks them byte by byte (BREACH), and costs 2 ms each.
  // server.ts compresses the static files.
  compress: false,
  productionBrowserSourceMaps: false,
  // `npm test` checks the types once, with the native compiler; a start must not wait for it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['pg', 'graphile-worker', '@node-rs/argon2', 'pino', 'ioredis', 'nodemailer'],
  devIndicators: false,
  // Title and description stand in the head for everybody, not only for crawlers: the sign-in pages run no script to move them there.
  htmlLimitedBots: /.*/,
  experimental: {
    // Each page is loaded with its first visitor. Loading all of them at the start would keep the whole console in memory, for most installations in vain.
    preloadEntriesOnStart: false,
    serverActions: { bodySizeLimit: '64kb' },
  },
};

export default withNextIntl(config);
