//! The steps of a fair, each drawn and taken at somebody's device.

use crate::fair::{CANARY_CONTACT, CANARY_LEAD, CANARY_NAME, EVENT, EXHIBITOR, person};
use crate::node::{Node, Role};
use crate::run::Run;
use sarrera_app::view::{DeviceForm, HelpAsk, PersonForm, SettleAsk};
use sarrera_app::{Direction, PrintWish, ScanAsk};
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::{
    AttendeeChanged, AttendeeErased, Fact, LogName, Over, PersonField, PersonFields, Source,
};
use sarrera_testkit::world::Draws;

const DAY_MS: i64 = 24 * 3_600_000;
const CLONES_MAX: usize = 2;
/// Of 1,000 that go down, so many are away for hours: a step is three quarters of a minute.
const FOR_HOURS: u64 = 300;

/// How often each step is taken.
const WEIGHTS: [(Step, u64); 20] = [
    (Step::Scan, 24),
    (Step::Register, 10),
    (Step::Correct, 10),
    (Step::Undo, 4),
    (Step::Exchange, 36),
    (Step::ClockJump, 3),
    (Step::Restart, 3),
    (Step::Crash, 3),
    (Step::Backup, 5),
    (Step::Restore, 6),
    (Step::Clone, 1),
    (Step::Down, 2),
    (Step::Revoke, 1),
    (Step::Rename, 1),
    (Step::ChangeRole, 1),
    (Step::Settle, 3),
    (Step::Merge, 1),
    (Step::Erase, 1),
    (Step::Lead, 3),
    (Step::Help, 2),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Step {
    #[default]
    Scan,
    Register,
    Correct,
    Undo,
    Exchange,
    ClockJump,
    Restart,
    Crash,
    Backup,
    Restore,
    Clone,
    Down,
    Revoke,
    Rename,
    ChangeRole,
    Settle,
    Merge,
    Erase,
    Lead,
    Help,
}

impl Step {
    pub(crate) fn drawn(draws: &mut Draws) -> Self {
        let all = WEIGHTS.iter().map(|(_, weight)| weight).sum();
        let mut left = draws.below(all);
        for (step, weight) in WEIGHTS {
            if left < weight {
                return step;
            }
            left -= weight;
        }
        Self::default()
    }

    /// Whether it is a use case's, or an exchange: something that finds a disk full.
    pub(crate) const fn writes(self) -> bool {
        match self {
            Self::Scan
            | Self::Register
            | Self::Correct
            | Self::Undo
            | Self::Exchange
            | Self::Revoke
            | Self::Rename
            | Self::ChangeRole
            | Self::Settle
            | Self::Merge
            | Self::Help => true,
            Self::ClockJump
            | Self::Restart
            | Self::Crash
            | Self::Backup
            | Self::Restore
            | Self::Clone
            | Self::Down
            | Self::Erase
            | Self::Lead => false,
        }
    }
}

impl Run {
    pub(crate) fn step(&mut self, step: Step) -> String {
        match step {
            Step::Scan => self.scan(),
            Step::Register => self.register(),
            Step::Correct => self.correct(),
            Step::Undo => self.undo(),
            Step::Exchange => {
                let from = self.any_node(|_| true);
                let to = self.draws.one_of(&[0, 0, 0, 0, 1, 1, 2, 2, 3]);
                self.exchange(from, to)
            }
            Step::ClockJump => {
                let at = self.any_node(|_| true);
                let jump = i64::try_from(self.draws.below(2)).unwrap() * 2 - 1;
                let by = self.draws.one_of(&[DAY_MS, 3_600_000, 60_000, 0]) * jump;
                self.nodes[at].offset_ms = by;
                format!("{} {by}", self.nodes[at].name)
            }
            Step::Restart => {
                let at = self.any_node(|_| true);
                self.nodes[at].open(None);
                self.nodes[at].name.clone()
            }
            Step::Crash => {
                let at = self.any_node(|_| true);
                self.nodes[at].crash();
                self.nodes[at].name.clone()
            }
            Step::Backup => self.backup(),
            Step::Restore => self.restore(),
            Step::Clone => self.clone_one(),
            Step::Down => {
                let at = self.any_node(|_| true);
                let for_hours = self.draws.chance(FOR_HOURS);
                let steps = self.draws.below(if for_hours { 200 } else { 40 });
                let until = self.at + usize::try_from(steps).unwrap();
                self.nodes[at].away_until = until;
                format!("{} until {until}", self.nodes[at].name)
            }
            Step::Revoke => self.revoke(),
            Step::Rename => self.change_device(false),
            Step::ChangeRole => self.change_device(true),
            Step::Settle => self.settle(),
            Step::Merge => self.merge(),
            Step::Erase => self.erase(),
            Step::Lead => self.lead(),
            Step::Help => self.help(),
        }
    }

    fn any_node(&mut self, which: impl Fn(&Node) -> bool) -> usize {
        let fitting: Vec<usize> = (0..self.nodes.len())
            .filter(|at| which(&self.nodes[*at]))
            .collect();
        self.draws.one_of(&fitting)
    }

    fn scan(&mut self) -> String {
        let at = self.any_node(|node| node.role != Role::Stand);
        let (id, ticket) = self.any_person();
        let ask = ScanAsk {
            event: EVENT,
            checkpoint: "main",
            direction: if self.draws.chance(150) {
                Direction::Exit
            } else {
                Direction::Entry
            },
            at: None,
            print: if self.draws.chance(200) {
                PrintWish::To {
                    printer: "cups:Label",
                    template: "a6",
                }
            } else {
                PrintWish::None
            },
        };
        let by_code = self.draws.chance(600) && !ticket.is_empty();
        let outcome = if by_code {
            self.nodes[at].app().scan(&ask, &ticket)
        } else {
            self.nodes[at].app().admit(&ask, &id)
        };
        let told = outcome.map(|outcome| {
            self.scans.push((at, outcome.scan));
            outcome.verdict
        });
        self.told(at, told)
    }

    fn any_person(&mut self) -> (String, String) {
        let many = u64::try_from(self.people.len()).unwrap();
        let at = usize::try_from(self.draws.below(many)).unwrap();
        self.people[at].clone()
    }

    fn register(&mut self) -> String {
        let at = self.any_node(|node| !matches!(node.role, Role::Stand | Role::Gate));
        let number = 100 + self.draws.below(1_000);
        let made = self.nodes[at].app().register(EVENT, &person(number));
        let told = made.map(|person| {
            self.net.people.push(person.id.clone());
            self.people.push((person.id, String::new()));
            "registered".to_owned()
        });
        self.told(at, told)
    }

    fn correct(&mut self) -> String {
        let at = self.any_node(|node| !matches!(node.role, Role::Stand | Role::Gate));
        let (id, _) = self.any_person();
        let number = self.draws.below(50);
        let form = PersonForm {
            company: Some(format!("{CANARY_NAME} {number}")),
            phone: self
                .draws
                .chance(500)
                .then(|| format!("{CANARY_CONTACT} {number:03}")),
            ..PersonForm::default()
        };
        let made = self.nodes[at].app().correct(EVENT, &id, &form, PrintWish::None);
        // Whoever corrects knows what stands there, and replaces it, whatever the clocks say; what a device says that was
        // revoked, or cloned while it ran, counts for nothing.
        if let Ok(corrected) = &made
            && !self.nodes[at].revoked
            && self.clones == 0
            && !self.erased.contains(&id)
            && Some(&corrected.person.company) != form.company.as_ref()
        {
            let problem = format!(
                "{}: {:?} for {:?}",
                self.at, corrected.person.company, form.company
            );
            self.problems.push(problem);
        }
        self.told(at, made.map(|_| "corrected".to_owned()))
    }

    fn undo(&mut self) -> String {
        if self.scans.is_empty() {
            return "nothing".to_owned();
        }
        let many = u64::try_from(self.scans.len()).unwrap();
        let (at, scan) = self.scans[usize::try_from(self.draws.below(many)).unwrap()].clone();
        if !self.nodes[at].lacks.is_empty() {
            return "older".to_owned();
        }
        let made = self.nodes[at].app().undo_scan(EVENT, &scan);
        self.told(at, made.map(|_| "undone".to_owned()))
    }

    fn backup(&mut self) -> String {
        let at = self.any_node(|_| true);
        let to = self.root.path().join(format!("backup {at}"));
        if to.exists() {
            std::fs::remove_dir_all(&to).unwrap();
        }
        self.nodes[at].backup(&to);
        self.backups.insert(at, to);
        self.nodes[at].name.clone()
    }

    fn restore(&mut self) -> String {
        let having: Vec<usize> = self.backups.keys().copied().collect();
        if having.is_empty() {
            return "nothing".to_owned();
        }
        let at = self.draws.one_of(&having);
        let renewed = self.draws.chance(500);
        self.nodes[at].restore(&self.backups[&at], renewed);
        format!("{} renewed {renewed}", self.nodes[at].name)
    }

    /// A device goes on in two folders. Half of the time it was cloned while it ran: both write on one chain.
    fn clone_one(&mut self) -> String {
        if self.clones >= CLONES_MAX {
            return "enough".to_owned();
        }
        let at = self.any_node(|node| matches!(node.role, Role::Desk | Role::Gate) && !node.revoked);
        self.clones += 1;
        let mut clone = self.nodes[at].cloned(self.root.path(), self.clones);
        let running = self.draws.chance(500).then(|| self.draws.any());
        clone.open(running);
        self.nodes[at].open(running);
        self.nodes.push(clone);
        self.pass(1_000);
        let other = self.nodes.len() - 1;
        if running.is_some() {
            for one in [at, other] {
                let ask = ScanAsk {
                    event: EVENT,
                    checkpoint: "main",
                    direction: Direction::Entry,
                    at: None,
                    print: PrintWish::None,
                };
                let _written = self.nodes[one].app().scan(&ask, "somebody's code");
            }
        }
        format!("{} running {}", self.nodes[at].name, running.is_some())
    }

    fn revoke(&mut self) -> String {
        if self.draws.chance(500) {
            return "nobody".to_owned();
        }
        let at = self.any_node(|node| !matches!(node.role, Role::Server | Role::Hub));
        let device = self.nodes[at].device;
        let made = self.net.revoke(&mut self.nodes, 0, device);
        format!("{} {}", self.told(0, made), self.nodes[at].name)
    }

    /// A desk is called otherwise, or becomes a gate: what it wrote until then goes on counting.
    fn change_device(&mut self, to_gate: bool) -> String {
        let at = self.any_node(|node| node.role == Role::Desk && !node.revoked);
        let device = self.nodes[at].device;
        let form = DeviceForm {
            id: device.to_string(),
            name: (!to_gate).then(|| format!("desk {}", self.at)),
            role: to_gate.then(|| "gate".to_owned()),
        };
        let made = self.nodes[0].app().change_device(EVENT, &form, None);
        if made.is_ok() && to_gate {
            for node in self.nodes.iter_mut().filter(|node| node.device == device) {
                node.role = Role::Gate;
            }
        }
        let told = self.told(0, made.map(|_| "changed".to_owned()));
        format!("{told} {}", self.nodes[at].name)
    }

    /// An office settles one of the conflicts that it sees.
    fn settle(&mut self) -> String {
        let at = self.any_node(|node| node.role == Role::Server);
        let mut open = self.nodes[at].app().conflicts(EVENT).unwrap();
        open.retain(|conflict| conflict.open);
        if open.is_empty() {
            return "nothing".to_owned();
        }
        let many = u64::try_from(open.len()).unwrap();
        let conflict = &open[usize::try_from(self.draws.below(many)).unwrap()];
        let keep = conflict.facts.first().map(ToString::to_string);
        let ask = SettleAsk {
            conflict: conflict.id.clone(),
            keep: keep.filter(|_| self.draws.chance(500)),
            seen: Vec::new(),
        };
        let made = self.nodes[at].app().settle_conflict(EVENT, &ask);
        let told = self.told(at, made.map(|_| "settled".to_owned()));
        format!("{told} {}", conflict.kind)
    }

    fn merge(&mut self) -> String {
        let at =
            self.any_node(|node| !matches!(node.role, Role::Stand | Role::Gate) && node.lacks.is_empty());
        let both = [self.any_person().0, self.any_person().0];
        let made = self.nodes[at].app().merge(EVENT, &both);
        self.told(at, made.map(|_| "merged".to_owned()))
    }

    /// Somebody asked to be forgotten; no use case erases yet.
    fn erase(&mut self) -> String {
        let at = self.any_node(|node| node.role == Role::Server);
        let (id, _) = self.any_person();
        let subject: SubjectId = id.parse().unwrap();
        let known = self.nodes[at].app().person(EVENT, &id).is_ok();
        if known {
            let erased = Fact::AttendeeErased(AttendeeErased {
                asked_by: "attendee".into(),
                import_identity: None,
            });
            self.nodes[at].write(&LogName::Core, subject, &erased);
            self.erased.insert(id);
        }
        format!("{} erased {known}", self.nodes[at].name)
    }

    /// A stand writes down whom it met. No kind is a lead's yet: this one counts for nothing there, and travels.
    fn lead(&mut self) -> String {
        let at = self.any_node(|node| node.role == Role::Stand);
        let number = u8::try_from(self.draws.below(20)).unwrap();
        let mut set = PersonFields::default();
        set.0
            .insert(PersonField::Company, format!("{CANARY_LEAD} {number}"));
        let lead = Fact::AttendeeChanged(AttendeeChanged {
            source: Source::Desk,
            over: Over::default(),
            set,
            kept: PersonFields::default(),
        });
        if self.nodes[at].is_here() {
            self.nodes[at].write(&LogName::Exhibitor(EXHIBITOR), SubjectId([number; 16]), &lead);
        }
        self.nodes[at].name.clone()
    }

    fn help(&mut self) -> String {
        let at = self.any_node(|node| node.role != Role::Stand && node.lacks.is_empty());
        let ask = HelpAsk {
            checkpoint: "main".into(),
            scan: None,
            attendee: None,
            badge_waits: false,
        };
        let made = self.nodes[at].app().ask_help(EVENT, &ask);
        self.told(at, made.map(|_| "asked".to_owned()))
    }
}
