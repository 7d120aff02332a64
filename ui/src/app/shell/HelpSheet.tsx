import { Modal } from '@mantine/core'
import { KeyHint } from '@/components/KeyHint'
import { useFocusBack } from '@/lib/focus-back'
import { type Action, currentActions, useRegisteredActions } from '@/lib/keys'
import classes from './HelpSheet.module.css'

/** All keys that work on the page underneath, by their groups. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  useRegisteredActions()
  useFocusBack()
  const groups = groupsOf(currentActions())
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keyboard shortcuts"
      size={760}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={classes.note}>
        These work here and now; each page adds its own. While you type, only those with{' '}
        <KeyHint keys="mod" /> do.
      </p>
      <div className={classes.groups}>
        {groups.map(([group, actions]) => (
          <section key={group} className={classes.group}>
            <h3 className={classes.title}>{group}</h3>
            <dl>
              {actions.map(({ id, title, keys = '' }) => (
                <div key={id} className={classes.line}>
                  <dt>{title}</dt>
                  <dd>
                    <span className={classes.read}>{read(keys)}</span>
                    {keys.split(' or ').map((way, place) => (
                      <span key={way}>
                        {place > 0 && (
                          <span aria-hidden className={classes.or}>
                            or
                          </span>
                        )}
                        <KeyHint keys={way} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}

/** Groups that every page has come last. */
const LAST = ['Issue', 'Go to', 'View']

function groupsOf(actions: readonly Action[]): [string, Action[]][] {
  const groups = new Map<string, Action[]>()
  for (const action of actions)
    if (action.keys) groups.set(action.group, [...(groups.get(action.group) ?? []), action])
  return [...groups].sort(([one], [other]) => LAST.indexOf(one) - LAST.indexOf(other))
}

/** Keys as they are read out, where the caps are not. */
function read(keys: string): string {
  return keys.replaceAll('+', ' ').replaceAll('Arrow', '').replaceAll(' then ', ', then ')
}
