/** Addresses as people can read them: flat, lists with commas, keys in one order. */

export type SearchValue = string | number | boolean | readonly (string | number)[] | undefined

/** The order of the keys in an address; a key that is not here comes after, by its name. */
const ORDER = [
  'next', 'table', 'state', 'q', 'filter', 'project', 'status', 'priority', 'type', 'resolution', 'assignee',
  'reporter', 'label', 'component', 'version', 'sprint', 'parent', 'from', 'to', 'interval',
  'group', 'collapsed', 'sort', 'pageNo', 'rowsPerPage', 'cols', 'view', 'tab',
] // biome-ignore format: one line reads as what it is, an order

const ESCAPED: readonly [RegExp, string][] = [
  [/%2C/g, ','],
  [/%20/g, '+'],
  [/%3A/g, ':'],
  [/%40/g, '@'],
  [/%2F/g, '/'],
  [/%21/g, '!'],
]

function encode(value: string): string {
  return ESCAPED.reduce((text, [code, sign]) => text.replace(code, sign), encodeURIComponent(value))
}

/** A comma within a value of a list is written `%2C` twice encoded, so that it does not separate. */
function encodeItem(value: string | number): string {
  return encode(String(value).replace(/[%,]/g, (sign) => encodeURIComponent(sign)))
}

/** Read the query of an address; each value is a string, as it stands there. */
export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}

/** Write the query of an address, with its question mark; what is empty is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const keys = Object.keys(search).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
  const parts: string[] = []
  for (const key of keys) {
    const value = search[key] as SearchValue
    if (value === undefined || value === '' || value === null) continue
    if (Array.isArray(value)) {
      if (value.length > 0) parts.push(`${encode(key)}=${value.map(encodeItem).join(',')}`)
    } else parts.push(`${encode(key)}=${encode(String(value))}`)
  }
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

function rank(key: string): number {
  const place = ORDER.indexOf(key)
  return place < 0 ? ORDER.length : place
}

/** The items of a list in an address. */
export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  if (typeof value !== 'string' && typeof value !== 'number') return []
  return String(value)
    .split(',')
    .map((item) => item.replace(/%(25|2C)/gi, (code) => decodeURIComponent(code)))
    .filter((item) => item !== '')
}
