import { IconFileImport, IconMailPlus, IconTable } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import classes from './AdminNav.module.css'

const PAGES = [
  { to: '/admin', label: 'Tables', icon: IconTable },
  { to: '/admin/imports', label: 'Imports', icon: IconFileImport },
  { to: '/users', label: 'Invitations', icon: IconMailPlus },
] as const

/** The parts of the administration, on top of each of its pages. */
export function AdminNav() {
  return (
    <nav aria-label="Administration" className={classes.nav}>
      {PAGES.map(({ to, label, icon: Glyph }) => (
        <Link
          key={to}
          to={to}
          className={classes.link}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          <Glyph size={16} stroke={1.6} aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  )
}
