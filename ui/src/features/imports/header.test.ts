// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { headerOf, readHeader } from './header'

describe('the first row of a file', () => {
  it('tells whether its issues bring their names', () => {
    expect(headerOf('Summary,Issue key,Issue id,Status')).toEqual({
      columns: ['Summary', 'Issue key', 'Issue id', 'Status'],
      isExport: true,
      hasKeys: true,
      hasProjects: false,
    })
    expect(headerOf('Summary,Issue id,Status,Project key')).toMatchObject({
      hasKeys: false,
      hasProjects: true,
    })
  })

  it('is read with whichever delimiter makes most sense of it', () => {
    expect(headerOf('Summary;"Custom field (a, b)";STATUS;Key').columns).toEqual([
      'Summary',
      'Custom field (a, b)',
      'STATUS',
      'Key',
    ])
    expect(headerOf('Summary\tStatus\tissuekey')).toMatchObject({ isExport: true, hasKeys: true })
  })

  it('may have quotes and line breaks within its cells', () => {
    expect(headerOf('"Say ""Summary""","Two\nlines",Status').columns).toEqual([
      'Say "Summary"',
      'Two\nlines',
      'Status',
    ])
  })

  it('says of other files that they are none of Jira’s', () => {
    expect(headerOf('a,b')).toMatchObject({ isExport: false, hasKeys: false })
  })
})

describe('looking at a file', () => {
  const rows = '\uFEFFSummary,"Issue\nkey",Issue key,Status\r\nOne,x,OPS-1,Open\r\n'

  it('reads no more than its first row, whatever it begins with', async () => {
    const header = await readHeader(new Blob([rows, 'x'.repeat(2_000_000)]))
    expect(header).toMatchObject({ isExport: true, hasKeys: true })
    expect(header?.columns).toEqual(['Summary', 'Issue\nkey', 'Issue key', 'Status'])
  })

  it('says nothing of what it cannot read', async () => {
    expect(await readHeader(new Blob([]))).toBe(null)
    expect(await readHeader(new Blob([new Uint8Array([0x1f, 0x8b, 1, 2, 3])]))).toBe(null)
  })
})
