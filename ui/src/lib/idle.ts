/** Load what will soon be wanted, once the browser has nothing better to do. Returns how not to. */
export function whenIdle(load: () => unknown): () => void {
  const run = async () => {
    try {
      await load()
    } catch {
      // Whoever wants it loads it again, and says so if that fails, too.
    }
  }
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(run, 1000) // Safari
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(run, { timeout: 3000 })
  return () => cancelIdleCallback(handle)
}
