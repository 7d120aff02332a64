import { Fragment } from 'react'

/** A description of the API, in which names stand between backticks. */
export function Description({ text }: { text: string }) {
  return text.split('`').map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never move
    place % 2 ? <code key={place}>{part}</code> : <Fragment key={place}>{part}</Fragment>,
  )
}
