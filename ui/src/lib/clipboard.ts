/**
 * Put a text on the clipboard. Browsers offer their clipboard to pages that came over TLS or from
 * this machine; elsewhere the old way through a selection still works.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text)
      return
    } catch {
      // refused, as without focus: the other way may still work
    }
  }
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.setAttribute('readonly', '')
  field.style.cssText = 'position:fixed;top:0;opacity:0'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  if (!done) throw new Error('The browser does not let this page use the clipboard.')
}
