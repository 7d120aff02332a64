// Writes .gz and .br beside each text file of the build, for servers that send them as they are.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const TEXT = /\.(?:js|css|html|svg|json|txt)$/
const dist = new URL('../dist/', import.meta.url).pathname

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !TEXT.test(entry.name) || entry.name === 'index.html') continue
  const path = join(entry.parentPath, entry.name)
  const content = await readFile(path)
  if (content.length < 1024) continue
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, options))
}
