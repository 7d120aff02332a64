import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './DropZone.module.css'

interface Props {
  /** It takes the place of what had the focus. */
  hasFocus: boolean
  onFile: (file: File) => void
}

/** Takes a file that is dropped on it, or chosen by a click. */
export function DropZone({ hasFocus, onFile }: Props) {
  const [isOver, setOver] = useState(false)
  return (
    <label
      className={classes.zone}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file) onFile(file)
      }}
    >
      <input
        ref={(input) => {
          if (hasFocus) input?.focus()
        }}
        type="file"
        accept=".csv,.gz,.txt,text/csv,application/gzip"
        className={classes.input}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file) onFile(file)
        }}
      />
      <IconUpload size={22} stroke={1.5} aria-hidden />
      <span>
        <span className={classes.choose}>Choose a file</span> or drop it here
      </span>
      <span className={classes.hint}>.csv or .csv.gz</span>
    </label>
  )
}
