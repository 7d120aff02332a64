import classes from './Card.module.css'

/** How long a finger rests on a card before it takes it along, shorter than the browser's own. */
const HOLD_MS = 300
/** How far it may tremble meanwhile, in pixels; farther is scrolling. */
const TREMBLE = 8

interface Point {
  clientX: number
  clientY: number
}

/**
 * Lets the cards of a board be dragged with a finger: held for a moment, a card follows it. Not all
 * browsers that are touched begin a drag of their own, and those that do so show menus first; so the
 * finger is told to the rest of the page as the drag events of a mouse, which do all else. Returns
 * how to stop.
 */
export function dragByTouch(board: HTMLElement): () => void {
  let end: (() => void) | undefined
  const onStart = (event: TouchEvent) => {
    end?.()
    const card =
      event.target instanceof Element && event.target.closest<HTMLElement>('[data-ticket]')
    // What cannot be prevented stops a list that was flicked, which scrolls on.
    if (card && event.touches.length === 1 && event.cancelable) end = hold(card, event)
  }
  const onNative = (event: Event) => {
    if (end && event.isTrusted) event.preventDefault() // its own drag, or the menu of a link
  }
  const onMove = () => {} // Safari lets scrolling be prevented only by who listened before
  board.addEventListener('touchstart', onStart, { passive: false })
  board.addEventListener('touchmove', onMove, { passive: false })
  board.addEventListener('dragstart', onNative)
  board.addEventListener('contextmenu', onNative)
  return () => {
    end?.()
    board.removeEventListener('touchstart', onStart)
    board.removeEventListener('touchmove', onMove)
    board.removeEventListener('dragstart', onNative)
    board.removeEventListener('contextmenu', onNative)
  }

  /** Waits whether the finger rests, and follows it then. Returns how to end all of that. */
  function hold(card: HTMLElement, started: TouchEvent): () => void {
    const touched = started.target as Element // gets all that follows, though it may be gone
    const first = pointOf(started)
    let drag: Drag | undefined
    const timer = setTimeout(() => {
      drag = new Drag(card, first)
    }, HOLD_MS)
    const move = (event: Event) => {
      const point = pointOf(event as TouchEvent)
      if (!event.cancelable)
        finish() // it scrolls already
      else if (drag) {
        event.preventDefault() // nothing scrolls under it
        drag.moveTo(point)
      } else if (distance(point, first) > TREMBLE) finish()
    }
    const lift = (event: Event) => {
      if (drag && event.cancelable) {
        event.preventDefault() // else it is a click, too
        drag.drop()
      }
      finish()
    }
    const finish = () => {
      clearTimeout(timer)
      drag?.cancel()
      touched.removeEventListener('touchmove', move)
      touched.removeEventListener('touchend', lift)
      touched.removeEventListener('touchcancel', finish)
      touched.removeEventListener('pointercancel', finish)
      if (end === finish) end = undefined
    }
    touched.addEventListener('touchmove', move, { passive: false })
    touched.addEventListener('touchend', lift)
    touched.addEventListener('touchcancel', finish)
    touched.addEventListener('pointercancel', finish) // the browser scrolls
    return finish
  }
}

/** A card that follows a finger. */
class Drag {
  private readonly image: HTMLElement
  private readonly data = new DataTransfer()
  private over: Element | null = null
  private isWelcome = false
  private frame = 0
  private isOver = false

  constructor(
    private readonly card: HTMLElement,
    private point: Point,
  ) {
    const { left, top, width } = card.getBoundingClientRect()
    const image = card.cloneNode(true) as HTMLElement
    image.removeAttribute('data-ticket')
    image.inert = true
    image.classList.add(classes.image ?? '')
    Object.assign(image.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` })
    this.image = image
    this.begun = point
    // Moves of the pointer would say that the drag of a mouse has ended unseen.
    window.addEventListener('pointermove', swallow, true)
    this.send('dragstart', card)
    document.body.append(image)
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(10)
    this.follow()
  }

  private readonly begun: Point

  moveTo(point: Point): void {
    this.point = point
    const x = point.clientX - this.begun.clientX
    const y = point.clientY - this.begun.clientY
    this.image.style.transform = `translate(${x}px, ${y}px) rotate(1.5deg)`
  }

  drop(): void {
    if (this.isOver) return
    this.look()
    if (this.isWelcome && this.over) this.send('drop', this.over)
    this.cancel()
  }

  /** Ends it; a card that was not dropped stays where it was. */
  cancel(): void {
    if (this.isOver) return
    this.isOver = true
    cancelAnimationFrame(this.frame)
    this.send('dragend', this.card.isConnected ? this.card : document.body)
    this.image.remove()
    window.removeEventListener('pointermove', swallow, true)
  }

  /** Says in each frame where the finger is: what is under it may be scrolled away. */
  private readonly follow = (): void => {
    this.look()
    this.frame = requestAnimationFrame(this.follow)
  }

  private look(): void {
    const found = document.elementFromPoint(this.point.clientX, this.point.clientY)
    const over = found ?? document.documentElement
    if (over !== this.over) this.send('dragenter', over)
    this.over = over
    this.isWelcome = this.send('dragover', over)
  }

  /** Returns whether somebody took the event for theirs. */
  private send(type: string, to: Element): boolean {
    const { clientX, clientY } = this.point
    const where = { clientX, clientY, screenX: clientX, screenY: clientY }
    const how = { bubbles: true, cancelable: true, composed: true, dataTransfer: this.data }
    return !to.dispatchEvent(new DragEvent(type, { ...how, ...where }))
  }
}

function swallow(event: Event): void {
  event.stopImmediatePropagation()
}

function pointOf(event: TouchEvent): Point {
  const { clientX = 0, clientY = 0 } = event.changedTouches[0] ?? {}
  return { clientX, clientY }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
}
