/** The address of dashboards within a page: without Grafana's own frame, in the page's theme. */
export function dashboardSrc(path: string, theme: 'light' | 'dark'): string {
  const url = new URL(path, location.origin)
  url.searchParams.set('theme', theme)
  const query = url.searchParams.toString()
  return `${url.pathname}?${query}&kiosk${url.hash}`
}
