import { Button } from '@mantine/core'
import { IconChevronDown, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { LinkRead } from '@/api/types.gen'
import { Picker } from '@/components/Picker'
import { IssuePicker } from '@/features/issues/properties/IssuePicker'
import classes from '@/features/issues/rows/Sections.module.css'
import type { LinkEnd } from './api/create-link'
import { LINK_WAYS, type LinkWay } from './kinds'

const OPTIONS = LINK_WAYS.map(({ name, label }) => ({ value: name, label }))

interface Props {
  ticket: string
  project: string
  links: readonly LinkRead[]
  onAdd: (way: LinkWay, other: LinkEnd) => void
}

/** Chooses a kind of link and the issue at its other end. */
export function AddLink({ ticket, project, links, onAdd }: Props) {
  const [name, setName] = useState(LINK_WAYS[0]?.name)
  const [step, setStep] = useState<'kind' | 'issue' | null>('kind')
  const way = LINK_WAYS.find((item) => item.name === name)
  const linked = links.filter((link) => link.kind_name === name).map((link) => link.ticket)
  if (!way) return null
  return (
    <div className={classes.form}>
      <Picker
        label="Kind of link"
        options={OPTIONS}
        selected={[way.name]}
        onPick={(picked) => {
          setName(picked)
          setStep('issue')
        }}
        opened={step === 'kind'}
        onOpenedChange={(opened) =>
          setStep((was) => (opened ? 'kind' : was === 'kind' ? null : was))
        }
      >
        <Button
          variant="default"
          rightSection={<IconChevronDown size={14} stroke={1.7} />}
          aria-label={`Kind of link: ${way.label}`}
        >
          {way.label}
        </Button>
      </Picker>
      <IssuePicker
        label="Find an issue"
        otherwise={{ issue_project: [project], state: 'open' }}
        without={[ticket, ...linked]}
        onChange={(issue) => {
          if (!issue) return
          onAdd(way, {
            ticket: issue.issue_name,
            ticket_summary: issue.issue_summary,
            ticket_status: issue.issue_status,
            ticket_type: issue.issue_type,
          })
        }}
        opened={step === 'issue'}
        onOpenedChange={(opened) =>
          setStep((was) => (opened ? 'issue' : was === 'issue' ? null : was))
        }
      >
        <Button variant="default" leftSection={<IconSearch size={14} stroke={1.7} />}>
          Find an issue…
        </Button>
      </IssuePicker>
    </div>
  )
}
