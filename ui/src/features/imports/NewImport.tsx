import { ActionIcon, Button, Progress } from '@mantine/core'
import { IconAlertTriangle, IconFileTypeCsv, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useId, useState } from 'react'
import { bytes } from '@/lib/bytes'
import type { ImportOptions } from './api/create-import'
import { DropZone } from './DropZone'
import { type Header, readHeader } from './header'
import classes from './NewImport.module.css'
import { stopUpload, useUpload } from './upload'

const ImportForm = lazy(() => import('./ImportForm').then((m) => ({ default: m.ImportForm })))

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

/** Chooses a file and says how it is to be imported. */
export function NewImport({ chosen, problem, onChoose, onSend }: Props) {
  const upload = useUpload()
  const [wasChosen, setWasChosen] = useState(false)
  const id = useId()
  return (
    <section className={classes.form} aria-labelledby={`${id}-title`}>
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
          <ActionIcon
            aria-label="Choose another file"
            onClick={() => {
              setWasChosen(true)
              onChoose(null)
            }}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ) : (
        <DropZone
          hasFocus={wasChosen}
          onFile={async (file) => onChoose({ file, header: await readHeader(file) })}
        />
      )}
      {problem && !upload && (
        <p role="alert" className={classes.problem}>
          <IconAlertTriangle size={15} aria-hidden /> {problem}
        </p>
      )}
      {chosen && (
        <div hidden={upload !== null}>
          <Suspense>
            <ImportForm
              key={chosen.file.name + chosen.file.lastModified}
              chosen={chosen}
              onSend={(options) => onSend(chosen, options)}
            />
          </Suspense>
        </div>
      )}
    </section>
  )
}

function factsOf({ file, header }: Chosen): string {
  const facts = [bytes(file.size)]
  if (header && header.columns.length > 1) {
    facts.push(`${header.columns.length} columns`)
    if (header.isExport)
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
