import { Button, Checkbox } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { ImportOptions } from './api/create-import'
import type { Chosen } from './NewImport'
import classes from './NewImport.module.css'
import { ProjectChoice } from './ProjectChoice'

interface Props {
  chosen: Chosen
  onSend: (options: ImportOptions) => void
}

/** How the chosen file is to be imported; first to look what would happen. */
export function ImportForm({ chosen: { header }, onSend }: Props) {
  const [project, setProject] = useState<string | null>(null)
  const [isStrict, setStrict] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const projectButton = useRef<HTMLButtonElement>(null)
  const submitButton = useRef<HTMLButtonElement>(null)
  const id = useId()
  const needsProject = header?.isExport === true && !header.hasKeys && !header.hasProjects
  // What had the focus, the field for the file, is gone.
  useEffect(() => (needsProject ? projectButton : submitButton).current?.focus(), [needsProject])

  const send = (dryRun: boolean) => {
    if (needsProject && !project) {
      setMissing(true)
      projectButton.current?.focus()
    } else onSend({ project, strict: isStrict, dryRun })
  }
  return (
    <form
      className={classes.form}
      aria-label="How to import it"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        send(true)
      }}
    >
      <div className={classes.options}>
        <div className={classes.project}>
          <label htmlFor={`${id}-project`} className={classes.label}>
            Project for rows that name none
            {needsProject && <span className={classes.required}> *</span>}
          </label>
          <ProjectChoice
            value={project}
            onChange={(key) => {
              setProject(key)
              setMissing(false)
            }}
          >
            <button
              ref={projectButton}
              type="button"
              id={`${id}-project`}
              className={classes.choice}
              aria-invalid={isMissing || undefined}
              aria-describedby={isMissing ? `${id}-missing` : undefined}
            >
              {project ?? 'None'}
              <IconChevronDown size={15} aria-hidden />
            </button>
          </ProjectChoice>
          {isMissing && (
            <p id={`${id}-missing`} role="alert" className={classes.missing}>
              The issues of this file have no keys: choose their project.
            </p>
          )}
        </div>
        <Checkbox
          className={classes.strict}
          checked={isStrict}
          onChange={(event) => setStrict(event.currentTarget.checked)}
          label="Strict"
          description="The first row that cannot be used ends it all, with nothing written."
        />
      </div>
      <div className={classes.buttons}>
        <Button ref={submitButton} type="submit">
          Dry run
        </Button>
        <Button variant="default" onClick={() => send(false)}>
          Import right away
        </Button>
        <span className={classes.hint}>
          A dry run says what an import would do, and writes nothing.
        </span>
      </div>
    </form>
  )
}
