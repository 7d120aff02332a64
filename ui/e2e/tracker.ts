import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = resolve(import.meta.dirname, '../..')
const UI = join(ROOT, 'ui/dist')
const KEPT = join(ROOT, 'ui/node_modules/.cache/ticketing-e2e')
const LOG = join(ROOT, 'ui/test-results/tracker.log')
const PYTHON = process.env.PYTHON ?? join(ROOT, '.venv/bin/python')
const READY_MS = 120_000
const STOP_MS = 30_000

/**
 * Starts the real tracker on a fresh copy of the demo, and returns how to stop it.
 *
 * Its address and its administrator's password are in TICKETING_E2E_URL and TICKETING_E2E_PASSWORD
 * for the tests. Whoever sets both before has the tests run against a tracker that runs already.
 */
export default async function start(): Promise<() => Promise<void>> {
  if (process.env.TICKETING_E2E_URL && process.env.TICKETING_E2E_PASSWORD) return async () => {}
  if (!existsSync(join(UI, 'index.html'))) throw new Error('The UI is not built: npm run build')
  const scratch = mkdtempSync(join(tmpdir(), 'ticketing-e2e-'))
  const forget = () => rmSync(scratch, { recursive: true, force: true })
  try {
    const password = await demo(join(scratch, 'data'))
    const tracker = await serve(join(scratch, 'data'), password)
    process.env.TICKETING_E2E_URL = tracker.url
    process.env.TICKETING_E2E_PASSWORD = password
    return async () => {
      await tracker.stop()
      forget()
    }
  } catch (error) {
    forget()
    throw error
  }
}

/** Fills a data folder with the demo, which is kept until the code or the day is another one. */
async function demo(folder: string): Promise<string> {
  const kept = join(KEPT, fingerprint())
  const secret = join(kept, 'password')
  if (!existsSync(secret)) {
    const password = randomBytes(12).toString('base64url')
    await (await serve(folder, password)).stop()
    rmSync(KEPT, { recursive: true, force: true })
    const draft = `${kept}.${process.pid}`
    mkdirSync(draft, { recursive: true })
    copy(folder, join(draft, 'data'))
    writeFileSync(join(draft, 'password'), password, { mode: 0o600 })
    renameSync(draft, kept)
    return password
  }
  copy(join(kept, 'data'), folder)
  return readFileSync(secret, 'utf8')
}

/** Copies a data folder of a stopped tracker, with its owners. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
}

/** Stands for what the demo is made by, and for its last day: its story ends at the present. */
function fingerprint(): string {
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 10))
  for (const folder of ['src', 'alembic', 'requirements']) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile() && /\.(?:py|gz|txt)$/.test(item.name))
      .map((item) => join(item.parentPath, item.name))
    for (const file of files.sort()) hash.update(file).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}

interface Tracker {
  url: string
  stop: () => Promise<void>
}

async function serve(folder: string, password: string): Promise<Tracker> {
  const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith('TICKETING_'))
  const child = spawn(
    PYTHON,
    ['-m', 'ticketing.cli', 'serve', '--seed-demo', '--port', '0', '--data-dir', folder],
    {
      env: {
        ...Object.fromEntries(foreign),
        PYTHONPATH: join(ROOT, 'src'),
        TICKETING_ADMIN_PASSWORD: password,
        TICKETING_UI_DIR: UI,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const kill = () => child.kill()
  process.once('exit', kill)
  const ended = new Promise<void>((done) => {
    child.once('exit', () => {
      process.off('exit', kill)
      done()
    })
    child.once('error', () => done()) // there is no such program: it never ran
  })
  const stop = () => stopped(child, ended)
  try {
    const url = await announced(child, ended)
    await healthy(url)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The address that the tracker tells before it is ready. */
async function announced(child: ChildProcess, ended: Promise<void>): Promise<string> {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('The tracker has no output')
  const errors: string[] = []
  mkdirSync(join(LOG, '..'), { recursive: true })
  const log = createWriteStream(LOG, { flags: 'a' })
  createInterface(stderr).on('line', (line) => {
    errors.push(line)
    log.write(`${line}\n`)
  })
  let url = ''
  const ready = new Promise<void>((done) => {
    createInterface(stdout).on('line', (line) => {
      if (line.startsWith('Tracker: ')) url = line.slice('Tracker: '.length)
      if (line === 'ready') done()
    })
  })
  await within(READY_MS, 'The tracker did not get ready', Promise.race([ready, ended]))
  if (url === '') throw new Error(`The tracker did not start:\n${errors.join('\n')}`)
  return url
}

async function healthy(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(10_000) })
  if (!answer.ok) throw new Error(`The tracker is not well: ${await answer.text()}`)
}

async function stopped(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  try {
    await within(STOP_MS, 'The tracker did not stop', ended)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function within(ms: number, otherwise: string, what: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Error(otherwise)), ms)
  })
  try {
    await Promise.race([what, late])
  } finally {
    clearTimeout(timer)
  }
}
