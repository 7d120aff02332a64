import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Validation } from '@/api/types.gen'
import { sessionOptions } from '@/features/auth/api/validate-token'
import type { CreateValues } from '@/lib/overlay'
import { queryClient } from '@/lib/query-client'
import { IssueForm } from './IssueForm'

vi.setConfig({ testTimeout: 15_000 }) // a whole form, found by roles, on machines that do more

const created: unknown[] = []
const asked: string[] = []
const nothing = { items: [], page: 1, per_page: 50, total: 0, total_is_exact: true, links: {} }

const server = setupServer(
  http.get('*/api/projects', () =>
    HttpResponse.json({ ...nothing, items: [{ member_role: 2 }, { member_role: 3 }] }),
  ),
  http.get('*/api/issues', ({ request }) => {
    asked.push(new URL(request.url).searchParams.get('q') ?? '')
    const similar = { issue_name: 'OPS-1', issue_summary: 'Login crashes', issue_status: 3 }
    return HttpResponse.json({ ...nothing, items: [similar] })
  }),
  http.post('*/api/issues', async ({ request }) => {
    created.push(await request.json())
    return HttpResponse.json({ issue_name: `OPS-${created.length + 6}` }, { status: 201 })
  }),
)

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  localStorage.clear()
  created.length = 0
  asked.length = 0
  queryClient.clear()
  queryClient.setQueryData(sessionOptions.queryKey, { username: 'ada' } as Validation)
})
afterEach(() => {
  cleanup()
  server.resetHandlers()
})

function show(given: CreateValues = { project: 'OPS' }) {
  const onCreated = vi.fn()
  const shown = render(
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>
        <IssueForm given={given} onCreated={onCreated} />
      </QueryClientProvider>
    </MantineProvider>,
  )
  return { onCreated, user: userEvent.setup({ delay: null }), ...shown }
}

const summary = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Summary' })

const fill = (field: HTMLElement, value: string) => {
  field.focus()
  fireEvent.change(field, { target: { value } })
}

describe('the form of a new issue', () => {
  it('creates what it was given and what was typed, by mod+Enter', async () => {
    const { user, onCreated } = show({ project: 'OPS', type: 'bug', assignee: 'bob' })
    fill(summary(), 'Login fails')
    fill(screen.getByRole('textbox', { name: 'Description' }), 'With *long* names')
    await user.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(onCreated).toHaveBeenCalledTimes(1))
    expect(created).toEqual([
      {
        issue_project: 'OPS',
        issue_summary: 'Login fails',
        issue_description: 'With *long* names',
        issue_type: 1,
        issue_status: 2,
        issue_priority: 3,
        issue_assigned_to: 'bob',
      },
    ])
    expect(onCreated.mock.calls[0]?.[0]).toMatchObject({ issue_name: 'OPS-7' })
    expect(onCreated.mock.calls[0]?.[1]).toBe(false)
  })

  it('goes on with the next one by mod+Shift+Enter, with the same properties', async () => {
    const { user, onCreated } = show({ project: 'OPS', priority: 'high' })
    fill(summary(), 'First')
    await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
    await waitFor(() => expect(onCreated).toHaveBeenCalledTimes(1))
    expect(onCreated.mock.calls[0]?.[1]).toBe(true)
    await waitFor(() => expect(summary()).toHaveValue(''))
    expect(summary()).toHaveFocus()
    fill(summary(), 'Second')
    await user.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(created).toHaveLength(2))
    expect(created[1]).toMatchObject({ issue_summary: 'Second', issue_priority: 2 })
  })

  it('says at the fields what is missing, and asks the server for nothing then', async () => {
    const { user } = show({})
    await user.click(screen.getByRole('button', { name: 'Create issue' }))
    expect(await screen.findByText('Say in one line what it is about')).toBeInTheDocument()
    expect(screen.getByText('Choose a project')).toBeInTheDocument()
    expect(summary()).toHaveFocus()
    expect(created).toEqual([])
    fill(summary(), 'x')
    expect(screen.queryByText('Say in one line what it is about')).not.toBeInTheDocument()
  })

  it("says the API's complaints at the fields that they point to", async () => {
    server.use(
      http.post('*/api/issues', () =>
        HttpResponse.json(
          {
            title: 'Invalid',
            detail: 'The input is wrong.',
            errors: [
              { pointer: '/issue_summary', detail: 'Too long by far' },
              { pointer: '/issue_fixed_versions/0', detail: 'No such version' },
            ],
          },
          { status: 422 },
        ),
      ),
    )
    const { user, onCreated } = show()
    fill(summary(), 'x')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText('Too long by far')).toBeInTheDocument()
    expect(screen.getByText('No such version')).toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Fix versions' })).toHaveAttribute('aria-invalid')
    expect(onCreated).not.toHaveBeenCalled()
    expect(summary()).toHaveValue('x')
  })

  it('says a refusal that no field is to blame for', async () => {
    server.use(
      http.post('*/api/issues', () =>
        HttpResponse.json({ detail: 'You may only read OPS.' }, { status: 403 }),
      ),
    )
    const { user } = show()
    fill(summary(), 'x')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText('You may only read OPS.')).toBeInTheDocument()
  })

  it('shows similar issues once one pauses, not for each key', async () => {
    show()
    for (const text of ['the login', 'the login cra', 'the login crash']) fill(summary(), text)
    expect(await screen.findByText('Login crashes')).toBeInTheDocument()
    expect(asked).toEqual(['login crash'])
    expect(screen.getByRole('link', { name: /OPS-1/ })).toHaveAttribute('target', '_blank')
  })

  it('keeps what was written when it is closed, until it is created or discarded', async () => {
    const first = show()
    fill(summary(), 'Half a thought')
    first.unmount()
    const second = show({})
    expect(summary()).toHaveValue('Half a thought')
    expect(screen.getByRole('button', { name: 'Project: OPS' })).toBeInTheDocument()
    await second.user.click(screen.getByRole('button', { name: 'Discard it' }))
    expect(summary()).toHaveValue('')
    second.unmount()
    const third = show()
    expect(screen.queryByText(/what you had begun/)).not.toBeInTheDocument()
    fill(summary(), 'Whole')
    await third.user.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(third.onCreated).toHaveBeenCalled())
    third.unmount()
    show({})
    expect(summary()).toHaveValue('')
    expect(screen.getByRole('button', { name: 'Project: OPS' })).toBeInTheDocument()
  })

  it('takes the only project that one may write to', async () => {
    server.use(
      http.get('*/api/projects', () =>
        HttpResponse.json({
          ...nothing,
          items: [
            { project_key: 'READ', project_name: 'Read', member_role: 1 },
            { project_key: 'MINE', project_name: 'Mine', member_role: 2 },
          ],
        }),
      ),
    )
    show({})
    expect(await screen.findByRole('button', { name: 'Project: MINE' })).toBeInTheDocument()
  })
})
