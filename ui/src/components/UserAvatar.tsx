import { IconUserCircle } from '@tabler/icons-react'
import classes from './UserAvatar.module.css'

/** Grounds on which white letters have more than 4.5:1. */
const COLORS = [
  '#3b5bdb',
  '#9c36b5',
  '#c2255c',
  '#a34100',
  '#2b6b1f',
  '#0b6472',
  '#5f3dc4',
  '#495057',
]

function colorOf(name: string): string {
  let sum = 0
  for (const sign of name) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973
  return COLORS[sum % COLORS.length] ?? '#495057'
}

function initials(name: string): string {
  const words = name.split(/[\s._@-]+/).filter(Boolean)
  const letters = words.length > 1 ? `${words[0]?.[0]}${words[1]?.[0]}` : name.slice(0, 2)
  return letters.toUpperCase()
}

interface Props {
  /** Whose; null where no one is. */
  name: string | null
  size?: number
  /** Hide it from screen readers where the name stands beside it. */
  decorative?: boolean
}

/** A person by the initials of his name, in a colour that is always his. */
export function UserAvatar({ name, size = 20, decorative = false }: Props) {
  const label = name ?? 'Unassigned'
  const aria = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  if (name === null)
    return (
      <span {...aria} title={label} className={classes.none}>
        <IconUserCircle size={size} stroke={1.3} />
      </span>
    )
  return (
    <span
      {...aria}
      title={label}
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: size * 0.42, background: colorOf(name) }}
    >
      <span aria-hidden>{initials(name)}</span>
    </span>
  )
}
