import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root,
  plugins: [react()],
  resolve: { alias: { crypto: `${root}node-crypto.ts` } },
  build: { outDir: '../dist/web', emptyOutDir: true, chunkSizeWarningLimit: 1500, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { port: 4100, strictPort: true, proxy: { '/api': 'http://localhost:4101' }, fs: { allow: ['..'] } },
});
