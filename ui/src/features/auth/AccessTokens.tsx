import { Badge, Button, Group, Modal } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { type AccessTokenRead, TokenScope } from '@/api/types.gen'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Time } from '@/components/Time'
import { labelOf } from '@/features/enumerations/labels'
import { date } from '@/lib/time'
import { AccessTokenDialog } from './AccessTokenDialog'
import classes from './Account.module.css'
import { useAccessTokens } from './api/list-access-tokens'
import { useRevokeAccessToken } from './api/revoke-access-token'

/** The tokens with which one's programs use the API. */
export function AccessTokens() {
  const { data, error, refetch } = useAccessTokens()
  const [making, setMaking] = useState(false)
  const [revoked, setRevoked] = useState<AccessTokenRead | null>(null)
  const revoke = useRevokeAccessToken()
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <SkeletonRows rows={3} label="Loading access tokens" />
  return (
    <>
      <p className={classes.about}>
        A program sends its token as <code>Authorization: Bearer …</code> and may then do what you
        may, within the token’s scope. The API is documented at <a href="./api/docs">/api/docs</a>.
      </p>
      <Button leftSection={<IconPlus size={15} />} onClick={() => setMaking(true)}>
        New token
      </Button>
      {data.items.length === 0 && (
        <EmptyState icon={IconKey} title="No access token" text="Make one for each program." />
      )}
      <ul className={classes.list} aria-label="Access tokens">
        {data.items.map((token) => (
          <li key={token.id} className={classes.item}>
            <IconKey size={20} stroke={1.5} aria-hidden className={classes.icon} />
            <div className={classes.what}>
              <div className={classes.name}>
                {token.name}
                <Badge variant="default" size="sm" className={classes.tag}>
                  {labelOf(TokenScope, token.scope)}
                </Badge>
              </div>
              <div className={classes.meta}>
                {token.last_used_on ? (
                  <>
                    last used <Time at={token.last_used_on} />
                  </>
                ) : (
                  'never used'
                )}
                {' · '}
                {token.expires_on ? `expires ${date(token.expires_on)}` : 'does not expire'}
              </div>
            </div>
            <Button
              variant="default"
              aria-label={`Revoke ${token.name}`}
              onClick={() => setRevoked(token)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      {making && <AccessTokenDialog onClose={() => setMaking(false)} />}
      {revoked && (
        <Modal opened onClose={() => setRevoked(null)} title={`Revoke ${revoked.name}?`}>
          <p className={classes.about}>
            A program that uses it is turned away from then on. This cannot be undone.
          </p>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setRevoked(null)}>
              Cancel
            </Button>
            <Button
              color="red"
              loading={revoke.isPending}
              onClick={() => revoke.mutate(revoked.id, { onSettled: () => setRevoked(null) })}
            >
              Revoke the token
            </Button>
          </Group>
        </Modal>
      )}
    </>
  )
}
