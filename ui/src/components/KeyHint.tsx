import { keysToShow } from '@/lib/keys'
import classes from './KeyHint.module.css'

/** Keys that do the same as what stands beside them. */
export function KeyHint({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={className} aria-hidden>
      {keysToShow(keys)
        .split(' ')
        .map((key, place) =>
          key === 'then' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: fixed text
            <span key={place} className={classes.then}>
              {' '}
            </span>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: fixed text
            <kbd key={place} className={classes.key}>
              {key}
            </kbd>
          ),
        )}
    </span>
  )
}
