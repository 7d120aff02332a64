import { ActionIcon, Button, Checkbox, Progress } from '@mantine/core'
import { IconAlertTriangle, IconChevronDown, IconFileTypeCsv, IconX } from '@tabler/icons-react'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { bytes } from '@/lib/bytes'
import type { ImportOptions } from './api/create-import'
import { DropZone } from './DropZone'
import { type Header, readHeader } from './header'
import classes from './NewImport.module.css'
import { ProjectChoice } from './ProjectChoice'
import { stopUpload, useUpload } from './upload'

/** A file that is to be imported, and what its first row says. */
export interface Chosen {
  file: File
  header: Header | null
}

interface Props {
  chosen: Chosen | null
  /** Why the last upload was refused. */
  problem: string
  onChoose: (chosen: Chosen | null) => void
  onSend: (chosen: Chosen, options: ImportOptions) => void
}

/** Chooses a file and says how it is to be imported; first to look what would happen. */
export function NewImport({ chosen, problem, onChoose, onSend }: Props) {
  const upload = useUpload()
  const [project, setProject] = useState<string | null>(null)
  const [isStrict, setStrict] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const id = useId()
  const needsProject =
    chosen?.header != null && !chosen.header.hasKeys && !chosen.header.hasProjects

  const choose = async (file: File) => onChoose({ file, header: await readHeader(file) })
  const send = (dryRun: boolean) => {
    if (!chosen) return
    if (needsProject && !project) {
      setMissing(true)
      document.getElementById(`${id}-project`)?.focus()
      return
    }
    onSend(chosen, { project, strict: isStrict, dryRun })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file, another question
  useEffect(() => setMissing(false), [chosen, project])

  return (
    <form
      className={classes.form}
      aria-labelledby={`${id}-title`}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        send(true)
      }}
    >
      <div>
        <h1 id={`${id}-title`} className={classes.title}>
          Import issues from Jira
        </h1>
        <p className={classes.intro}>
          The CSV that Jira exports with “Export Excel CSV (all fields)”, as it is or gzipped. Users
          and projects that are missing are made; importing a file again adds what is new and alters
          nothing.
        </p>
      </div>
      {upload ? (
        <Sending upload={upload} />
      ) : chosen ? (
        <div className={classes.file}>
          <IconFileTypeCsv size={22} stroke={1.4} aria-hidden />
          <div className={classes.about}>
            <span className={classes.name}>{chosen.file.name}</span>
            <span className={classes.facts}>{factsOf(chosen)}</span>
          </div>
          <ActionIcon aria-label="Choose another file" onClick={() => onChoose(null)}>
            <IconX size={16} />
          </ActionIcon>
        </div>
      ) : (
        <DropZone onFile={choose} />
      )}
      {problem && !upload && (
        <p role="alert" className={classes.problem}>
          <IconAlertTriangle size={15} aria-hidden /> {problem}
        </p>
      )}
      {chosen && !upload && (
        <>
          <div className={classes.options}>
            <div className={classes.project}>
              <label htmlFor={`${id}-project`} className={classes.label}>
                Project for rows that name none
                {needsProject && <span className={classes.required}> *</span>}
              </label>
              <ProjectChoice value={project} onChange={setProject}>
                <button
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
            <Button type="submit">Dry run</Button>
            <Button variant="default" onClick={() => send(false)}>
              Import right away
            </Button>
            <span className={classes.hint}>
              A dry run says what an import would do, and writes nothing.
            </span>
          </div>
        </>
      )}
    </form>
  )
}

function factsOf({ file, header }: Chosen): string {
  const facts = [bytes(file.size)]
  if (header && header.columns.length > 1) {
    facts.push(`${header.columns.length} columns`)
    facts.push(header.hasKeys ? 'its issues have keys' : 'its issues have no keys')
  }
  return facts.join(' · ')
}

function Sending({ upload }: { upload: NonNullable<ReturnType<typeof useUpload>> }) {
  const share = upload.total > 0 ? upload.loaded / upload.total : 0
  const isSent = share >= 1
  return (
    <div className={classes.file}>
      <IconFileTypeCsv size={22} stroke={1.4} aria-hidden />
      <div className={classes.about}>
        <span className={classes.name}>{upload.file.name}</span>
        <Progress
          value={share * 100}
          size="sm"
          aria-label="Upload"
          animated={isSent}
          className={classes.bar}
        />
        <span className={classes.facts} role="status">
          {isSent
            ? 'Sent; the server is taking it in…'
            : `${bytes(upload.loaded)} of ${bytes(upload.total)} sent`}
        </span>
      </div>
      <Button variant="default" onClick={stopUpload}>
        Stop
      </Button>
    </div>
  )
}
