import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const API = process.env.TICKETING_API ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: './', // relative to <base>, so that the same files work under any path prefix
  plugins: [react()],
  resolve: {
    alias: { '@': new URL('./src', import.meta.url).pathname },
    // Drag and drop comes for old browsers too; what needs no helpers is a third smaller.
    mainFields: ['module:es2019', 'browser', 'module', 'jsnext:main', 'jsnext'],
  },
  build: {
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0, // a data: URL would need an exception in the Content-Security-Policy
    chunkSizeWarningLimit: 700,
    manifest: 'manifest.json',
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs, in one file: compressed together it is 10 kB smaller than in 24.
          groups: [{ name: 'shell', tags: ['$initial'] }],
        },
      },
    },
  },
  server: { proxy: { '/api': API } },
  preview: { proxy: { '/api': API } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    isolate: false, // a new environment for each file takes longer than its tests
  },
})
