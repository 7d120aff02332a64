import { MantineProvider } from '@mantine/core'
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { FieldChange } from '../timeline'
import { Change } from './Change'

afterEach(cleanup)

/** What is told of a change, as one reads it. */
async function told(change: Partial<FieldChange>, by = 'ada') {
  const whole: FieldChange = { id: 1, field: 'issue_status', old: null, new: null, ...change }
  const rootRoute = createRootRoute({
    component: () => (
      <div data-testid="told">
        <Change change={whole} by={by} after=" just now" />
      </div>
    ),
  })
  const router = createRouter({ routeTree: rootRoute, history: createMemoryHistory() })
  render(
    <MantineProvider>
      {/* biome-ignore lint/suspicious/noExplicitAny: a router of the test's own, not the page's */}
      <RouterProvider router={router as any} />
    </MantineProvider>,
  )
  const shown = await screen.findByTestId('told')
  for (const icon of shown.querySelectorAll('svg')) icon.remove() // their names repeat the words
  return { text: shown.textContent, shown }
}

describe('a change is told in words', () => {
  it.each<[Partial<FieldChange>, string]>([
    [{ field: 'issue_status', old: '3', new: '6' }, 'changed status In progress→toDone'],
    [{ field: 'issue_priority', old: '5', new: '1' }, 'changed priority Lowest→toHighest'],
    [{ field: 'issue_type', old: '2', new: '0' }, 'changed type Task→toUnknown'],
    [{ field: 'issue_resolution', old: '1', new: '3' }, "resolved it as Won't fix"],
    [{ field: 'issue_resolution', old: '7', new: '1' }, 'took back the resolution Complete'],
    [{ field: 'issue_resolution', old: '7', new: '6' }, 'changed resolution Complete→toDuplicate'],
    [{ field: 'issue_assigned_to', new: 'bob' }, 'assigned it to bob'],
    [{ field: 'issue_assigned_to', new: 'ada' }, 'assigned it to themselves'],
    [{ field: 'issue_assigned_to', old: 'ada' }, 'unassigned themselves'],
    [{ field: 'issue_assigned_to', old: 'bob', new: 'eve' }, 'reassigned it bob→toeve'],
    [{ field: 'labels', old: '["a"]', new: '["b","c"]' }, 'added labels b c and removed label a'],
    [{ field: 'labels', old: '["a","b"]', new: '["b","a"]' }, 'changed the order of the labels'],
    [{ field: 'issue_sprints', old: '[]', new: '["7"]' }, 'added sprint 7'],
    [{ field: 'issue_fixed_version', new: '1.4' }, 'added fix version 1.4'],
    [{ field: 'issue_summary', old: 'x', new: 'y' }, 'changed the summary x→toy'],
    [{ field: 'issue_story_points', new: '5' }, 'set story points to 5'],
    [{ field: 'issue_story_points', old: '3', new: '5' }, 'changed story points 3→to5'],
    [{ field: 'issue_story_points', old: '3' }, 'removed story points 3'],
    [{ field: 'issue_parent', new: 'OPS-7' }, 'made it a part of OPS-7'],
    [{ field: 'issue_parent', old: 'OPS-7' }, 'took it out of OPS-7'],
    [{ field: 'links', new: 'OPS-2 BLOCKED_BY' }, 'linked it: blocked by OPS-2'],
    [{ field: 'links', old: 'OPS-2 is cloned from' }, 'removed the link: is cloned from OPS-2'],
    [{ field: 'issue_description', new: 'text' }, 'added the description Show changes'],
    [{ field: 'made_up_later', old: 'x', new: 'y' }, 'changed made_up_later x→toy'],
  ])('%o', async (change, expected) => {
    expect((await told(change)).text).toBe(`${expected} just now`)
  })

  it('leads to the people and tickets that it names', async () => {
    const { shown } = await told({ field: 'links', new: 'OPS-2 BLOCKS' })
    expect(shown.querySelector('a')).toHaveAttribute('href', '/issues/OPS-2')
    cleanup()
    const assigned = await told({ field: 'issue_assigned_to', new: 'bob' })
    expect(assigned.shown.querySelector('a')).toHaveAttribute('href', '/users/bob')
  })

  it('shows what changed in a text when asked', async () => {
    await told({ field: 'issue_description', old: 'one\ntwo', new: 'one\n2' })
    await userEvent.click(screen.getByRole('button', { name: 'Show changes' }))
    const diff = await screen.findByRole('region', { name: 'Changes of the description' })
    expect(diff).toHaveTextContent('one−two+2')
    await userEvent.click(screen.getByRole('button', { name: 'Hide changes' }))
    expect(screen.queryByRole('region')).not.toBeInTheDocument()
  })
})
