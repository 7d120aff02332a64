import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { IssueFlow } from '@/api/types.gen'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import classes from './FlowDiagram.module.css'
import { type Item, type Layout, layoutOf } from './layout'
import type { Mark } from './marks'

interface Props {
  flow: IssueFlow
  marks: readonly Mark[]
}

const USUAL_WIDTH = 760

/** An issue's life: a band for each time in a status and with an assignee, a mark for the rest. */
export function FlowDiagram({ flow, marks }: Props) {
  const [place, width] = useWidth()
  const layout = useMemo(() => layoutOf(flow, marks, width), [flow, marks, width])
  const [pointed, setPointed] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const { items } = layout
  const current = items.find((item) => item.key === (pointed ?? focused))
  // One stop for Tab; the arrows go on from there.
  const entry = items.some((item) => item.key === focused) ? focused : items[0]?.key
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const now = items.findIndex((item) => item.key === focused)
    const next = {
      ArrowRight: Math.min(now + 1, items.length - 1),
      ArrowLeft: Math.max(now - 1, 0),
      Home: 0,
      End: items.length - 1,
    }[event.key]
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    const key = items[next]?.key
    const target = event.currentTarget.querySelector<SVGGElement>(`[data-item="${key}"]`)
    target?.focus()
  }
  return (
    <div ref={place} className={classes.place}>
      <div className={classes.canvas} style={{ height: layout.height }}>
        <Labels layout={layout} />
        <div
          className={classes.diagram}
          role="listbox"
          tabIndex={-1}
          aria-label={`Flow of ${flow.issue_name}: ${items.length} parts in the order of time`}
          onKeyDown={move}
        >
          <svg width={width} height={layout.height} role="presentation" className={classes.drawing}>
            <Grid layout={layout} />
            {items.map((item) => (
              <g
                key={item.key}
                role="option"
                aria-selected={item.key === focused}
                aria-label={item.told.join(', ')}
                tabIndex={item.key === entry ? 0 : -1}
                data-item={item.key}
                data-current={item === current || undefined}
                className={classes.item}
                onMouseEnter={() => setPointed(item.key)}
                onMouseLeave={() => setPointed(null)}
                onFocus={() => setFocused(item.key)}
                onBlur={() => setFocused(null)}
              >
                <Shape item={item} />
              </g>
            ))}
          </svg>
        </div>
        {current && <Tip item={current} width={width} />}
      </div>
      {layout.domain.isCut && (
        <p className={classes.note}>
          The last status goes on until now; only its beginning is drawn.
        </p>
      )}
    </div>
  )
}

function useWidth() {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(USUAL_WIDTH)
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    setWidth(element.clientWidth || USUAL_WIDTH)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth || USUAL_WIDTH))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [place, width] as const
}

function Labels({ layout }: { layout: Layout }) {
  return layout.lanes.map((lane) => (
    <div
      key={lane.key}
      className={classes.label}
      data-narrow={layout.narrow || undefined}
      style={{ top: lane.y, height: layout.narrow ? 20 : lane.height }}
    >
      {lane.status !== undefined && (
        <span aria-hidden className={classes.icon}>
          <StatusIcon status={lane.status} size={12} />
        </span>
      )}
      <span className={classes.name}>{lane.label}</span>
      <span className={classes.total}>{lane.total}</span>
    </div>
  ))
}

function Grid({ layout }: { layout: Layout }) {
  const bottom = layout.height - 24
  return (
    <g aria-hidden>
      {layout.ticks.map((tick, place) => {
        const isLast = place === layout.ticks.length - 1 && tick.x > layout.right - 40
        return (
          <g key={tick.at}>
            <line className={classes.grid} x1={tick.x} x2={tick.x} y1={0} y2={bottom} />
            <text
              className={classes.tick}
              x={isLast ? layout.right : tick.x}
              y={layout.height - 7}
              textAnchor={isLast ? 'end' : tick.x < layout.left + 24 ? 'start' : 'middle'}
            >
              {tick.label}
            </text>
          </g>
        )
      })}
      {layout.lanes.map((lane) => (
        <line
          key={lane.key}
          className={classes.rule}
          x1={0}
          x2={layout.right}
          y1={lane.y + lane.height}
          y2={lane.y + lane.height}
        />
      ))}
      {layout.connectors.map((line) => (
        <line
          key={line.key}
          className={classes.connector}
          x1={line.x}
          x2={line.x}
          y1={line.y1}
          y2={line.y2}
        />
      ))}
    </g>
  )
}

/** How wide a sign of the text in a band is, about, in pixels. */
const SIGN = 6.2

function Shape({ item }: { item: Item }) {
  const middle = item.y + item.height / 2
  if (item.kind === 'comment' || item.kind === 'change') {
    const center = item.x + item.width / 2
    return (
      <>
        <rect className={classes.reach} x={item.x} y={item.y} width={item.width} height={18} />
        {item.kind === 'comment' ? (
          <circle className={classes.comment} cx={center} cy={middle} r={item.count > 1 ? 7 : 5} />
        ) : (
          <rect
            className={classes.change}
            x={center - (item.count > 1 ? 5.5 : 4)}
            y={middle - (item.count > 1 ? 5.5 : 4)}
            width={item.count > 1 ? 11 : 8}
            height={item.count > 1 ? 11 : 8}
            transform={`rotate(45 ${center} ${middle})`}
          />
        )}
        {item.count > 1 && (
          <text className={classes.count} x={center} y={middle + 3.2} aria-hidden>
            {item.count > 9 ? '9+' : item.count}
          </text>
        )}
      </>
    )
  }
  const text = item.text ?? ''
  const hasRoom = text.length * SIGN + 10 < item.width
  const isNobody = item.kind === 'assignee' && text === 'nobody'
  return (
    <>
      <rect
        className={item.kind === 'status' ? classes.band : classes.assignee}
        data-nobody={isNobody || undefined}
        x={item.x}
        y={item.y}
        width={item.width}
        height={item.height}
        rx={Math.min(3, item.width / 2)}
        style={{ fill: item.color }}
      />
      {hasRoom && (
        <text
          aria-hidden
          className={item.kind === 'status' ? classes.inBand : classes.inAssignee}
          x={item.x + 6}
          y={middle + 4}
        >
          {text}
        </text>
      )}
    </>
  )
}

const TIP_WIDTH = 260

function Tip({ item, width }: { item: Item; width: number }) {
  const center = item.x + Math.min(item.width, 200) / 2
  const room = Math.min(TIP_WIDTH, width)
  const left = Math.max(0, Math.min(center - room / 2, width - room))
  const [first, ...rest] = item.told
  return (
    <div
      aria-hidden
      className={classes.tip}
      style={{ left, width: room, top: item.y + item.height + 8 }}
    >
      <strong className={classes.tipTitle}>{first}</strong>
      {rest.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  )
}
