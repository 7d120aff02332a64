/** Load what will soon be wanted, once the browser has nothing better to do. Returns how not to. */
export function whenIdle(load: () => unknown): () => void {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(load, 1000) // Safari
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(load, { timeout: 3000 })
  return () => cancelIdleCallback(handle)
}
