/** Give the focus back where a popover came from, unless it is wanted elsewhere by now. */
export function returnFocus(to: HTMLElement): void {
  setTimeout(() => {
    const focused = document.activeElement
    if (to.isConnected && (!focused || focused === document.body)) to.focus()
  })
}
