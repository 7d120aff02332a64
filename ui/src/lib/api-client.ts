import type { CreateClientConfig } from '@/api/client.gen'
import { basePath } from './base-path'

/** Settings of the generated client: this server, and a session that comes in its cookie. */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: basePath,
  credentials: 'same-origin',
  responseStyle: 'fields',
  throwOnError: true,
})
