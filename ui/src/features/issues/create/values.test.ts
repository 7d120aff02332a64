import { beforeEach, describe, expect, it } from 'vitest'
import { IssuePriority, IssueStatus, IssueType } from '@/api/types.gen'
import { keepDraft, keptDraft, lastProject, rememberProject } from './draft'
import {
  EMPTY,
  faultsFrom,
  faultsOf,
  nextAfter,
  resumed,
  tellingWords,
  toIssue,
  valuesFrom,
  withAssignee,
  withProject,
  withStatus,
} from './values'

const { OPEN, ASSIGNED, IN_PROGRESS } = IssueStatus

describe('what is given to begin with', () => {
  it('is read by names in any case or by integers', () => {
    expect(
      valuesFrom({
        project: 'ops',
        status: 'IN_progress',
        type: '1',
        priority: 'highest',
        label: 'crash, hard',
      }),
    ).toEqual({
      project: 'OPS',
      labels: ['crash, hard'],
      status: IN_PROGRESS,
      type: IssueType.BUG,
      priority: IssuePriority.HIGHEST,
    })
  })

  it('is left out where it is nothing that can be written', () => {
    expect(valuesFrom({ status: 'unknown', type: '0', priority: 'very' })).toEqual({})
  })

  it('is assigned where it is given to someone', () => {
    expect(valuesFrom({ assignee: 'ada' })).toEqual({ assignee: 'ada', status: ASSIGNED })
    expect(valuesFrom({ assignee: 'ada', status: 'in_progress' }).status).toBe(IN_PROGRESS)
  })
})

describe('status and assignee', () => {
  it('follow each other as they will at the server', () => {
    expect(withAssignee(EMPTY, 'ada').status).toBe(ASSIGNED)
    expect(withAssignee(withAssignee(EMPTY, 'ada'), null).status).toBe(OPEN)
    expect(withAssignee({ ...EMPTY, status: IN_PROGRESS }, 'ada').status).toBe(IN_PROGRESS)
    expect(withStatus(withAssignee(EMPTY, 'ada'), OPEN).assignee).toBeNull()
  })

  it('are complained of before the server has to', () => {
    const values = { ...EMPTY, project: 'OPS', summary: 'x', status: ASSIGNED }
    expect(Object.keys(faultsOf(values))).toEqual(['assignee'])
    expect(faultsOf({ ...values, assignee: 'ada' })).toEqual({})
    expect(Object.keys(faultsOf(EMPTY)).sort()).toEqual(['project', 'summary'])
  })
})

describe('the request', () => {
  it('has what was filled in, and a summary of one line', () => {
    expect(toIssue({ ...EMPTY, project: 'OPS', summary: '  two\n lines ' })).toEqual({
      issue_project: 'OPS',
      issue_summary: 'two lines',
      issue_type: IssueType.TASK,
      issue_status: OPEN,
      issue_priority: IssuePriority.MEDIUM,
    })
    expect(
      toIssue({
        ...EMPTY,
        description: ' code',
        labels: ['a'],
        versions: ['1.0'],
        points: 0,
        parent: 'OPS-1',
      }),
    ).toMatchObject({
      issue_description: ' code',
      labels: ['a'],
      issue_fixed_versions: ['1.0'],
      issue_story_points: 0,
      issue_parent: 'OPS-1',
    })
  })

  it("is complained of at the form's own fields", () => {
    expect(
      faultsFrom({ issue_fixed_versions: 'too long', issue_environment: 'no', issue_status: 'x' }),
    ).toEqual({ versions: 'too long', form: 'no', status: 'x' })
  })
})

describe('another issue', () => {
  it('begins with the same properties', () => {
    const values = { ...EMPTY, summary: 'x', description: 'y', points: 3, labels: ['a'] }
    expect(nextAfter(values)).toEqual({ ...EMPTY, labels: ['a'] })
  })

  it('of another project leaves the names of the one before', () => {
    const values = { ...EMPTY, project: 'OPS', components: ['api'], labels: ['a'] }
    expect(withProject(values, 'WEB')).toMatchObject({ components: [], labels: ['a'] })
    expect(withProject(values, 'OPS')).toBe(values)
  })
})

describe('a draft', () => {
  beforeEach(() => localStorage.clear())
  const written = { ...EMPTY, project: 'OPS', summary: 'half a thought', labels: ['a'] }

  it('is kept for who wrote it, if there is something in it', () => {
    keepDraft('ada', written)
    expect(keptDraft('ada')).toEqual(written)
    expect(keptDraft('bob')).toBeNull()
    keepDraft('ada', { ...written, summary: ' ' })
    expect(keptDraft('ada')).toBeNull()
  })

  it('that is damaged or old loses only what does not fit', () => {
    localStorage.setItem('ticketing-draft:ada', '{"summary": "x", "labels": "no list", "type": 3}')
    expect(keptDraft('ada')).toEqual({ ...EMPTY, summary: 'x', type: 3 })
    localStorage.setItem('ticketing-draft:ada', '{broken')
    expect(keptDraft('ada')).toBeNull()
  })

  it('is taken up with what is given now', () => {
    const draft = { ...written, status: ASSIGNED, assignee: 'ada' }
    expect(resumed(EMPTY, null, {})).toBe(EMPTY)
    expect(resumed(EMPTY, draft, { project: 'WEB' })).toMatchObject({
      project: 'WEB',
      summary: 'half a thought',
      assignee: 'ada',
    })
    expect(resumed(EMPTY, draft, { status: OPEN })).toMatchObject({ status: OPEN, assignee: null })
    expect(resumed({ ...EMPTY, project: 'LAST' }, { ...draft, project: '' }, {}).project).toBe(
      'LAST',
    )
  })

  it('has the last project beside it', () => {
    rememberProject('ada', 'OPS')
    expect([lastProject('ada'), lastProject('bob')]).toEqual(['OPS', ''])
  })
})

describe('telling words', () => {
  it('are the longest ones, in their order', () => {
    expect(tellingWords('The login page crashes when the network is slow')).toBe('crashes network')
    expect(tellingWords('It is on')).toBe('')
    expect(tellingWords('Grüße an Zürich')).toBe('grüße zürich')
  })
})
