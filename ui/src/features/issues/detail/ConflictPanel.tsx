import { Button } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { SideBySide } from '@/components/DiffView'
import { Time } from '@/components/Time'
import classes from './ConflictPanel.module.css'
import { type Conflict, lastChangeBy } from './conflict'

interface Props {
  ticket: string
  field: string
  /** What the field is called within a sentence. */
  name: string
  conflict: Conflict
  onTheirs: () => void
  onMine: () => void
  onMerge: () => void
}

/** Two texts, of which one has to choose: theirs, one's own, or what one makes of both. */
export function ConflictPanel(props: Props) {
  const { ticket, field, name, conflict } = props
  const panel = useRef<HTMLElement>(null)
  const by = lastChangeBy(ticket, field, conflict.theirs)
  useEffect(() => {
    panel.current?.focus()
    panel.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section
      ref={panel}
      tabIndex={-1}
      className={classes.panel}
      aria-label={`The ${name} was changed meanwhile`}
    >
      <p className={classes.said} role="alert">
        <strong>{by ? by.name : 'Somebody'}</strong> changed the {name}
        {by && (
          <>
            {' '}
            <Time at={by.at} />
          </>
        )}
        , while you were writing. Nothing is lost: choose what to keep.
      </p>
      <div className={classes.heads} aria-hidden>
        <span>Saved now</span>
        <span>Yours</span>
      </div>
      <SideBySide
        before={conflict.theirs}
        after={conflict.mine}
        label={`The saved ${name}, and yours`}
      />
      <div className={classes.buttons}>
        <Button variant="default" onClick={props.onTheirs}>
          Keep what is saved
        </Button>
        <Button variant="default" onClick={props.onMine}>
          Save mine instead
        </Button>
        <Button leftSection={<IconGitMerge size={15} stroke={1.7} />} onClick={props.onMerge}>
          Edit a merge
        </Button>
      </div>
    </section>
  )
}
