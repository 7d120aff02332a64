import { lazy, Suspense, useId, useState } from 'react'
import { COLUMN_NAMES } from '@/features/enumerations/labels'
import classes from './changes.module.css'
import type { ChangeProps } from './types'

const DiffView = lazy(() => import('@/components/DiffView').then((m) => ({ default: m.DiffView })))

/** "changed the description", with what changed in it when one wants to see it. */
export function TextChange({ change, after }: ChangeProps) {
  const [opened, setOpened] = useState(false)
  const id = useId()
  const name = (COLUMN_NAMES[change.field] ?? change.field).toLowerCase()
  const verb = !change.old ? 'added' : !change.new ? 'removed' : 'changed'
  return (
    <>
      {verb} the {name}{' '}
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        {opened ? 'Hide changes' : 'Show changes'}
      </button>
      {after}
      <div id={id} className={classes.diff} hidden={!opened}>
        {opened && (
          <Suspense>
            <DiffView
              before={change.old ?? ''}
              after={change.new ?? ''}
              label={`Changes of the ${name}`}
            />
          </Suspense>
        )}
      </div>
    </>
  )
}
