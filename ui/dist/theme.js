// Runs before the first paint, so that the page does not flash in the other theme. A file of its
// own because the Content-Security-Policy allows no inline script.
;(() => {
  let scheme = 'auto'
  try {
    scheme = localStorage.getItem('ticketing-theme') || 'auto'
  } catch {
    // Storage is forbidden: the system's theme it is.
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
})()
