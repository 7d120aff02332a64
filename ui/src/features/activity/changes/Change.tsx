import type { ComponentType } from 'react'
import { AssignmentChange } from './AssignmentChange'
import { LinkChange } from './LinkChange'
import { NamesChange } from './NamesChange'
import { ParentChange } from './ParentChange'
import { PriorityChange } from './PriorityChange'
import { ResolutionChange } from './ResolutionChange'
import { StatusChange } from './StatusChange'
import { SummaryChange } from './SummaryChange'
import { TextChange } from './TextChange'
import { TypeChange } from './TypeChange'
import type { ChangeProps } from './types'
import { ValueChange } from './ValueChange'

/** Who tells a change of each column; all others are told by `ValueChange`. */
const RENDERERS: Readonly<Record<string, ComponentType<ChangeProps>>> = {
  issue_status: StatusChange,
  issue_priority: PriorityChange,
  issue_type: TypeChange,
  issue_resolution: ResolutionChange,
  issue_assigned_to: AssignmentChange,
  labels: NamesChange,
  components: NamesChange,
  issue_affected_versions: NamesChange,
  issue_affected_version: NamesChange,
  issue_fixed_versions: NamesChange,
  issue_fixed_version: NamesChange,
  issue_sprints: NamesChange,
  issue_summary: SummaryChange,
  issue_description: TextChange,
  issue_environment: TextChange,
  issue_parent: ParentChange,
  links: LinkChange,
}

/** What became of one field, as the rest of a sentence that begins with a name. */
export function Change(props: ChangeProps) {
  const Renderer = RENDERERS[props.change.field] ?? ValueChange
  // What a text's change opens stands below the line: it puts the end of the line there itself.
  if (Renderer === TextChange) return <TextChange {...props} />
  return (
    <>
      <Renderer {...props} />
      {props.after}
    </>
  )
}
