import { wordsOf } from '@/features/enumerations/labels'

interface Meaning {
  title: string
  /** What the import did about it. */
  text: string
}

/** What the codes of an import's notes mean. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  closed_without_resolution: {
    title: 'Closed without a resolution',
    text: 'They got the resolution that their status stands for, Complete where it stands for none.',
  },
  comment_shape: {
    title: 'Comments without date and author',
    text: 'They are kept as comments of “unknown”, at the time the issue was created.',
  },
  created_missing: {
    title: 'No date of creation',
    text: 'The next date that is known was taken.',
  },
  link_to_itself: { title: 'Links of an issue to itself', text: 'They were left out.' },
  nul_replaced: {
    title: 'NUL characters',
    text: 'No database keeps them; each became the replacement character.',
  },
  parent_cycle: {
    title: 'A parent below its own child',
    text: 'The issue has no parent now.',
  },
  points_dropped: {
    title: 'Story points that are no number',
    text: 'The issue has none now; what stood there is kept with its source.',
  },
  points_rounded: {
    title: 'Story points with fractions',
    text: 'They were rounded; what stood there is kept with the issue’s source.',
  },
  project_differs: {
    title: 'Another project than the key says',
    text: 'The key counts; what stood there is kept with the issue’s source.',
  },
  resolution_on_open: {
    title: 'A resolution on an open issue',
    text: 'The issue is unresolved; what stood there is kept with its source.',
  },
  resolved_missing: {
    title: 'Closed without a date',
    text: 'The date of the last update was taken.',
  },
  resolved_on_open: {
    title: 'A date of resolution on an open issue',
    text: 'The issue has none now; what stood there is kept with its source.',
  },
  summary_cut: {
    title: 'Summaries that were too long',
    text: 'They were cut; the whole text is kept with the issue’s source.',
  },
  summary_missing: { title: 'No summary', text: 'They are called “(no summary)”.' },
  type_missing: { title: 'No issue type', text: 'They are tasks now.' },
  unknown_priority: {
    title: 'Priorities without a counterpart',
    text: 'They are Unknown here; the original is kept with the issue’s source.',
  },
  unknown_resolution: {
    title: 'Resolutions without a counterpart',
    text: 'They are Unknown here; the original is kept with the issue’s source.',
  },
  unknown_status: {
    title: 'Statuses without a counterpart',
    text: 'They are Unknown here, which counts as open; the original is kept.',
  },
  unknown_type: {
    title: 'Issue types without a counterpart',
    text: 'They are Unknown here; the original is kept with the issue’s source.',
  },
  unreadable_date: {
    title: 'Dates that could not be read',
    text: 'What stood there is kept with the issue’s source.',
  },
  user_name_cut: { title: 'User names that were too long', text: 'They were cut.' },
  user_name_dots: {
    title: 'User names of dots alone',
    text: 'No address can end with them; an underscore was put before.',
  },
}

/** What a note's code means; the words of the code itself where it is a new one. */
export function meaningOf(code: string): Meaning {
  return MEANINGS[code] ?? { title: wordsOf(code.toUpperCase()), text: '' }
}

/** The ticket that an example begins with, and the rest: "OPS-7: became DONE". */
export function exampleParts(example: string): { ticket: string | null; rest: string } {
  const match = /^([A-Z][A-Z0-9]{1,9}-[1-9]\d*): ([\s\S]*)$/.exec(example)
  return match
    ? { ticket: match[1] ?? null, rest: match[2] ?? '' }
    : { ticket: null, rest: example }
}
