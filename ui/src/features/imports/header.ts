/** What the first row of a file says of it. */
export interface Header {
  columns: string[]
  /** It looks like issues that Jira has exported. */
  isExport: boolean
  /** Its issues bring their names. */
  hasKeys: boolean
  /** Its rows say which project they are of. */
  hasProjects: boolean
}

const DELIMITERS = [',', ';', '\t', '|', '^']
const KEYS = ['issue key', 'issuekey', 'key']
const TELLING = [...KEYS, 'summary', 'status', 'issue id', 'project key', 'created']
const MOST = 512 * 1024 // no header is longer; this much is read of a file of any size

/** Look at the first row of a file, gzipped or not; null if it cannot be read. */
export async function readHeader(file: Blob): Promise<Header | null> {
  try {
    const text = await firstRow(file)
    return text ? headerOf(text) : null
  } catch {
    return null // the server says what is wrong with it
  }
}

async function firstRow(file: Blob): Promise<string> {
  const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  const isGzip = magic[0] === 0x1f && magic[1] === 0x8b
  const start = file.slice(0, MOST).stream()
  const plain = isGzip ? start.pipeThrough(new DecompressionStream('gzip')) : start
  const reader = plain.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  try {
    while (text.length < MOST && endOfRow(text) < 0) {
      const { value, done } = await reader.read()
      if (done) break
      text += value
    }
  } finally {
    reader.cancel().catch(() => undefined) // the rest of it is not needed
  }
  const end = endOfRow(text)
  return (end < 0 ? text : text.slice(0, end)).replace(/^\uFEFF/, '')
}

/** Where the first line break is that stands outside of quotes; -1 if there is none. */
function endOfRow(text: string): number {
  let isQuoted = false
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place]
    if (sign === '"') isQuoted = !isQuoted
    else if ((sign === '\n' || sign === '\r') && !isQuoted) return place
  }
  return -1
}

/** The columns of a header, by whichever delimiter makes most sense of it. */
export function headerOf(text: string): Header {
  let columns: string[] = []
  let best = -1
  for (const delimiter of DELIMITERS) {
    const found = cells(text, delimiter)
    const known = found.filter((name) => TELLING.includes(name.toLowerCase())).length
    if (known > best) [columns, best] = [found, known]
  }
  const names = columns.map((name) => name.toLowerCase())
  return {
    columns,
    isExport: names.includes('summary') && names.includes('status'),
    hasKeys: KEYS.some((name) => names.includes(name)),
    hasProjects: names.includes('project key'),
  }
}

function cells(text: string, delimiter: string): string[] {
  const found: string[] = []
  let cell = ''
  let isQuoted = false
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place] ?? ''
    if (sign === '"' && isQuoted && text[place + 1] === '"') {
      cell += '"'
      place += 1
    } else if (sign === '"') isQuoted = !isQuoted
    else if (sign === delimiter && !isQuoted) {
      found.push(cell.trim())
      cell = ''
    } else cell += sign
  }
  return [...found, cell.trim()]
}
