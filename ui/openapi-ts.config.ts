import { defineConfig } from '@hey-api/openapi-ts'

export default defineConfig({
  input: '../openapi/openapi.json',
  output: { path: 'src/api', clean: true },
  plugins: [
    { name: '@hey-api/client-fetch', runtimeConfigPath: '../lib/api-client' },
    { name: '@hey-api/typescript', enums: 'javascript' },
    { name: '@hey-api/sdk' },
    { name: '@tanstack/react-query', queryOptions: true, infiniteQueryOptions: false },
  ],
})
