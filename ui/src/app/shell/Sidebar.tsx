import {
  IconChartBar,
  IconFolders,
  IconHome,
  IconLayoutKanban,
  IconListDetails,
  IconSettings,
  IconTicket,
  IconUsers,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { UserType } from '@/api/types.gen'
import { KeyHint } from '@/components/KeyHint'
import { useMe } from '@/features/auth/session'
import classes from './Sidebar.module.css'

const PAGES = [
  { to: '/', label: 'Home', icon: IconHome, keys: 'g then h' },
  { to: '/dashboard', label: 'Board', icon: IconLayoutKanban, keys: 'g then d' },
  { to: '/issues', label: 'Issues', icon: IconListDetails, keys: 'g then i' },
  { to: '/metrics', label: 'Metrics', icon: IconChartBar, keys: 'g then m' },
  { to: '/projects', label: 'Projects', icon: IconFolders, keys: 'g then p' },
  { to: '/users', label: 'People', icon: IconUsers, keys: 'g then u' },
] as const

/** Where one can go. */
export function Sidebar() {
  const me = useMe()
  return (
    <nav aria-label="Main" className={classes.nav}>
      <Link to="/" className={classes.brand}>
        <span className={classes.mark}>
          <IconTicket size={16} stroke={2} aria-hidden />
        </span>
        Ticketing
      </Link>
      {PAGES.map(({ to, label, icon: Glyph, keys }) => (
        <Link
          key={to}
          to={to}
          className={classes.link}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Glyph size={17} stroke={1.6} aria-hidden />
          <span>{label}</span>
          <KeyHint keys={keys} className={classes.keys} />
        </Link>
      ))}
      {me.user_type === UserType.ADMIN && (
        <>
          <div className={classes.heading}>Administration</div>
          <Link to="/admin" className={classes.link} activeOptions={{ includeSearch: false }}>
            <IconSettings size={17} stroke={1.6} aria-hidden />
            <span>Admin</span>
            <KeyHint keys="g then a" className={classes.keys} />
          </Link>
        </>
      )}
    </nav>
  )
}
