import type { ComponentProps, ReactNode } from 'react'
import classes from './IssueForm.module.css'

interface Props extends ComponentProps<'button'> {
  label: string
  /** What is chosen, in words; empty shows the label alone. */
  text: string
  icon?: ReactNode
  error?: string
}

/** The button of a property: its icon and what is chosen; opens the picker that it stands in. */
export function PropertyButton({ label, text, icon, error, ...props }: Props) {
  return (
    <button
      type="button"
      {...props}
      className={classes.property}
      data-set={text !== '' || undefined}
      aria-label={text ? `${label}: ${text}` : label}
      aria-invalid={error !== undefined || undefined}
      title={text ? `${label}: ${text}` : undefined}
    >
      {icon}
      <span className={classes.value}>{text || label}</span>
    </button>
  )
}
