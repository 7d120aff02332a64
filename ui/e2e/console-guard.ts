import type { BrowserContext } from '@playwright/test'

type Address = string | RegExp

interface Announcement {
  url: Address
  status: number | undefined
  happened: boolean
}

interface Failure {
  url: string
  status: number | undefined
  told: string
}

/** The browser's own words for a failed request; the request itself is looked at instead. */
const LOADING = /^Failed to load resource/

/**
 * Watches what a user does not see: messages in the console, errors of scripts, requests that fail
 * or go to another host. All of it is a fault, but for failures that the test announces.
 */
export class ConsoleGuard {
  private readonly faults: string[] = []
  private readonly failures: Failure[] = []
  private readonly announcements: Announcement[] = []
  private readonly messages: { text: Address; happened: boolean }[] = []
  private readonly said: string[] = []

  constructor(private readonly origin: string) {}

  /**
   * Announces that requests will fail: `announce('/api/auth/token', 401)`. They have to.
   *
   * @param url what the address contains, or a pattern that it matches.
   * @param status the answer's status; left out for a request that gets no answer or goes to
   * another host.
   */
  announce(url: Address, status?: number): void {
    this.announcements.push({ url, status, happened: false })
  }

  /** Announces a message in the console, of which the page says that it must be there. */
  announceMessage(text: Address): void {
    this.messages.push({ text, happened: false })
  }

  /** Begins to watch all pages of a browser's context. */
  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (!['error', 'warning', 'assert'].includes(message.type())) return
      const from = message.location().url
      if (LOADING.test(message.text()) && from.startsWith('http'))
        this.failures.push({ url: from, status: statusIn(message.text()), told: message.text() })
      else this.said.push(message.text())
    })
    context.on('weberror', (error) => this.faults.push(`error of a script: ${error.error()}`))
    context.on('request', (request) => {
      const url = new URL(request.url())
      if (/^(?:https?|wss?):$/.test(url.protocol) && url.host !== new URL(this.origin).host)
        this.failures.push({ url: url.href, status: undefined, told: 'request to another host' })
    })
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? ''
      if (reason === 'net::ERR_ABORTED') return // whoever leaves a page ends its requests
      this.failures.push({ url: request.url(), status: undefined, told: reason })
    })
    context.on('response', (response) => {
      const status = response.status()
      if (status < 400) return
      const told = `${response.request().method()} answered ${status}`
      this.failures.push({ url: response.url(), status, told })
    })
  }

  /** What was wrong and not announced, and what was announced and did not happen. */
  verdict(): string[] {
    const found = [...this.faults]
    for (const failure of this.failures) {
      const announced = this.announcements.filter(
        ({ url, status }) => matches(url, failure.url) && status === failure.status,
      )
      for (const announcement of announced) announcement.happened = true
      if (announced.length === 0) found.push(`${failure.told}: ${failure.url}`)
    }
    for (const text of this.said) {
      const announced = this.messages.filter((message) => matches(message.text, text))
      for (const message of announced) message.happened = true
      if (announced.length === 0) found.push(`in the console: ${text}`)
    }
    for (const { url, status, happened } of this.announcements)
      if (!happened) found.push(`announced, but did not happen: ${url} ${status ?? 'failed'}`)
    for (const { text, happened } of this.messages)
      if (!happened) found.push(`announced, but nothing said it: ${text}`)
    return [...new Set(found)]
  }
}

function matches(wanted: Address, found: string): boolean {
  return typeof wanted === 'string' ? found.includes(wanted) : wanted.test(found)
}

function statusIn(text: string): number | undefined {
  const found = /status of (\d{3})/.exec(text)
  return found ? Number(found[1]) : undefined
}
