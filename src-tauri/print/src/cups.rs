//! The queues of a CUPS system, as CUPS itself tells of them by IPP.

use std::io::Cursor;
use std::time::Duration;

use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::client::blocking::IppClient;
use ipp::error::IppError;
use ipp::model::{DelimiterTag, StatusCode};
use ipp::operation::IppOperation;
use ipp::operation::builder::IppOperationBuilder;
use ipp::payload::IppPayload;
use ipp::prelude::Uri;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;

use crate::printer::{Document, JobId, JobReport, JobState, PrintError, Printer, PrinterReport, QueueState};
use crate::trouble::Trouble;

const LOCAL: &str = "http://localhost:631";
const PORT: u16 = 631;
/// Names another print system than this machine's, as it does for `lp` and every other program of CUPS.
const SERVER_VARIABLE: &str = "CUPS_SERVER";
/// A local print system that takes longer is not coming back by itself.
const ANSWER_MAX: Duration = Duration::from_secs(20);

/// Device addresses whose end of a job is the device's own word. Of the others CUPS only knows that the bytes have
/// left; a `file:` device it even calls completed before anything was written.
const TELLING: [&str; 3] = ["ipp:", "ipps:", "cups-pdf:"];
/// As CUPS names driverless printers that it found by itself.
const TELLING_SERVICES: [&str; 2] = ["._ipp.", "._ipps."];
/// Queues of another CUPS: what device hangs on them is not known here.
const FOREIGN_QUEUES: [&str; 3] = ["/printers/", "/classes/", ".local/cups"];

/// A print system, on this machine unless told otherwise.
#[derive(Clone, Debug)]
pub struct CupsServer {
    base: String,
    user: String,
}

/// One queue of a print system.
#[derive(Clone, Debug)]
pub struct CupsQueue {
    server: CupsServer,
    name: String,
}

impl CupsServer {
    /// The system that a device prints with, for jobs of this user: the one chosen for the device, else the one that
    /// `CUPS_SERVER` names, else this machine's own. An empty choice is none; it is written as `CUPS_SERVER` is, or as a
    /// whole address.
    pub fn of_device(chosen: &str, user: &str) -> Self {
        let named = std::env::var(SERVER_VARIABLE).unwrap_or_default();
        Self::at(&device_address(chosen, &named), user)
    }

    /// A system at an address such as `http://localhost:631`.
    pub fn at(base: &str, user: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            user: user.to_owned(),
        }
    }

    /// All queues with their real state, by name. A system without printers has none, which is no error.
    pub fn queues(&self) -> Result<Vec<PrinterReport>, PrintError> {
        let answer = match self.ask("/", IppOperationBuilder::cups().get_printers()) {
            Err(PrintError::NoPrinter(_)) => return Ok(Vec::new()),
            answered => answered?,
        };
        let groups = answer.attributes().groups_of(DelimiterTag::PrinterAttributes);
        let mut queues: Vec<PrinterReport> = groups.map(read_printer).collect();
        queues.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(queues)
    }

    /// A queue by its name; whether it exists is known when it is asked.
    pub fn queue(&self, name: &str) -> CupsQueue {
        CupsQueue {
            server: self.clone(),
            name: name.to_owned(),
        }
    }

    fn uri(&self, path: &str) -> Result<Uri, PrintError> {
        let address = format!("{}{path}", self.base);
        address
            .parse()
            .map_err(|error| PrintError::Unreachable(format!("{address}: {error}")))
    }

    fn ask(&self, path: &str, operation: impl IppOperation) -> Result<IppRequestResponse, PrintError> {
        let client = IppClient::builder(self.uri(path)?)
            .request_timeout(ANSWER_MAX)
            .build();
        let answer = client
            .send(operation)
            .map_err(|error| self.unanswered(path, &error))?;
        let status = answer.header().status_code();
        if status.is_success() {
            Ok(answer)
        } else if matches!(
            status,
            StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone
        ) {
            Err(PrintError::NoPrinter(path.to_owned()))
        } else {
            Err(PrintError::Refused(status.to_string()))
        }
    }

    fn unanswered(&self, path: &str, error: &IppError) -> PrintError {
        match error {
            // CUPS answers an unknown queue in HTTP already.
            IppError::RequestError(404) => PrintError::NoPrinter(path.to_owned()),
            IppError::RequestError(401 | 403) => PrintError::Refused("not allowed".to_owned()),
            IppError::ParseError(_) | IppError::MissingAttribute | IppError::InvalidAttributeType => {
                PrintError::Garbled(error.to_string())
            }
            IppError::HttpError(_)
            | IppError::RequestError(_)
            | IppError::IoError(_)
            | IppError::StatusError(_)
            | IppError::PrinterNotReady
            | IppError::InvalidUri(_)
            | IppError::ClientError(_) => PrintError::Unreachable(format!("{}: {error}", self.base)),
        }
    }
}

impl CupsQueue {
    fn path(&self) -> String {
        format!("/printers/{}", percent_encoded(&self.name))
    }

    fn ask_printer(&self) -> Result<PrinterReport, PrintError> {
        let path = self.path();
        let operation = IppOperationBuilder::get_printer_attributes(self.server.uri(&path)?).build();
        let answer = self
            .server
            .ask(&path, operation.map_err(|error| garbled(&error))?);
        let answer = answer.map_err(|error| self.named(error))?;
        let group = answer.attributes().first_of(DelimiterTag::PrinterAttributes);
        group
            .map(read_printer)
            .ok_or_else(|| PrintError::Garbled("a printer without attributes".to_owned()))
    }

    fn print_request(&self, document: &Document<'_>) -> Result<impl IppOperation, PrintError> {
        let payload = IppPayload::new(Cursor::new(document.pdf.to_vec()));
        let media = IppValue::Keyword(
            document
                .media
                .pwg_name()
                .try_into()
                .map_err(|error| garbled(&error))?,
        );
        IppOperationBuilder::print_job(self.server.uri(&self.path())?, payload)
            .user_name(&self.server.user)
            .job_title(document.title)
            .document_format("application/pdf")
            .attribute(IppAttribute::with_name("media", media).map_err(|error| garbled(&error))?)
            .build()
            .map_err(|error| garbled(&error))
    }

    /// The queue's own name instead of its address.
    fn named(&self, error: PrintError) -> PrintError {
        match error {
            PrintError::NoPrinter(_) => PrintError::NoPrinter(self.name.clone()),
            PrintError::Unreachable(_)
            | PrintError::BrokeOff(_)
            | PrintError::Refused(_)
            | PrintError::Blocked(_)
            | PrintError::Garbled(_)
            | PrintError::Folder(_) => error,
        }
    }
}

impl Printer for CupsQueue {
    fn name(&self) -> &str {
        &self.name
    }

    fn report(&self) -> Result<PrinterReport, PrintError> {
        self.ask_printer()
    }

    fn submit(&self, document: &Document<'_>) -> Result<JobId, PrintError> {
        let report = self.ask_printer()?;
        if !report.accepts {
            return Err(PrintError::Refused("the queue takes no jobs".to_owned()));
        }
        if let Some(trouble) = report.blocked() {
            return Err(PrintError::Blocked(trouble));
        }
        let path = self.path();
        let operation = self.print_request(document)?;
        let answer = self
            .server
            .ask(&path, operation)
            .map_err(|error| broken_off(self.named(error)))?;
        let job = answer.attributes().first_of(DelimiterTag::JobAttributes);
        let id = job.and_then(|job| number(job, "job-id"));
        id.map(|id| JobId(id.to_string()))
            .ok_or_else(|| PrintError::BrokeOff("a job without a number".to_owned()))
    }

    fn follow(&self, job: &JobId) -> Result<JobReport, PrintError> {
        let Ok(id) = job.0.parse::<i32>() else {
            return Ok(JobReport {
                state: JobState::Unknown,
                troubles: Vec::new(),
            });
        };
        // The printer first: a job that ends between the two questions is then reported as ended.
        let printer = self.ask_printer()?;
        let path = self.path();
        let operation = IppOperationBuilder::get_job_attributes(self.server.uri(&path)?, id)
            .user_name(&self.server.user)
            .build()
            .map_err(|error| garbled(&error))?;
        let answer = match self.server.ask(&path, operation) {
            Err(PrintError::NoPrinter(_)) => {
                return Ok(JobReport {
                    state: JobState::Unknown,
                    troubles: printer.troubles,
                });
            }
            answered => answered?,
        };
        let Some(job) = answer.attributes().first_of(DelimiterTag::JobAttributes) else {
            return Err(PrintError::Garbled("a job without attributes".to_owned()));
        };
        Ok(JobReport {
            state: job_state(job, printer.tells),
            troubles: printer.troubles,
        })
    }
}

fn device_address(chosen: &str, named: &str) -> String {
    address(if chosen.is_empty() { named } else { chosen })
}

/// What `CUPS_SERVER` may hold: a host, with a port or without, and the version to speak; or the socket of this
/// machine's own system, which listens on the usual port too. An address that is whole already stays as it is.
fn address(named: &str) -> String {
    if named.contains("://") {
        return named.to_owned();
    }
    let server = named.split_once("/version=").map_or(named, |(server, _)| server);
    if server.is_empty() || server.starts_with('/') {
        return LOCAL.to_owned();
    }
    let after_host = server.rsplit_once(']').map_or(server, |(_, rest)| rest);
    if after_host.contains(':') {
        format!("http://{server}")
    } else {
        format!("http://{server}:{PORT}")
    }
}

/// RFC 8011 §5.3.7. Only a printer that tells makes 9 mean that paper came out.
fn job_state(job: &IppAttributeGroup, tells: bool) -> JobState {
    match number(job, "job-state") {
        Some(3 | 4) => JobState::Waiting,
        Some(5 | 6) => JobState::Printing,
        Some(7) => JobState::Canceled,
        Some(8) => JobState::Failed {
            reasons: texts(job, "job-state-reasons"),
        },
        Some(9) if tells => JobState::Printed,
        Some(9) => JobState::Sent,
        Some(_) | None => JobState::Unknown,
    }
}

fn read_printer(group: &IppAttributeGroup) -> PrinterReport {
    let first = |name| texts(group, name).into_iter().next().unwrap_or_default();
    let device = first("device-uri");
    let reasons = texts(group, "printer-state-reasons");
    PrinterReport {
        name: first("printer-name"),
        about: first("printer-info"),
        location: first("printer-location"),
        state: match number(group, "printer-state") {
            Some(4) => QueueState::Printing,
            Some(5) => QueueState::Stopped,
            Some(_) | None => QueueState::Idle,
        },
        troubles: Trouble::read(reasons.iter().map(String::as_str)),
        accepts: group
            .get("printer-is-accepting-jobs")
            .is_none_or(|accepts| *accepts.value() == IppValue::Boolean(true)),
        tells: tells(&device),
        waiting: number(group, "queued-job-count")
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(0),
    }
}

fn tells(device: &str) -> bool {
    let has = |part: &&str| device.contains(*part);
    let telling = TELLING.iter().any(|scheme| device.starts_with(scheme))
        || (device.starts_with("dnssd:") && TELLING_SERVICES.iter().any(has));
    telling && !FOREIGN_QUEUES.iter().any(has)
}

fn texts(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    let values = group.get(name).map(|attribute| attribute.value().into_iter());
    values.into_iter().flatten().map(ToString::to_string).collect()
}

fn number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    let value = group.get(name)?.value();
    if let IppValue::Integer(number) | IppValue::Enum(number) = value {
        Some(*number)
    } else {
        None
    }
}

/// After the request for printing has begun, no answer means that nobody knows.
fn broken_off(error: PrintError) -> PrintError {
    match error {
        PrintError::Unreachable(why) | PrintError::Garbled(why) => PrintError::BrokeOff(why),
        PrintError::NoPrinter(_)
        | PrintError::BrokeOff(_)
        | PrintError::Refused(_)
        | PrintError::Blocked(_)
        | PrintError::Folder(_) => error,
    }
}

fn garbled(error: &impl ToString) -> PrintError {
    PrintError::Garbled(error.to_string())
}

fn percent_encoded(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::Media;

    #[test]
    fn only_devices_that_report_their_end_make_a_job_printed() {
        for (device, expected) in [
            ("ipp://printer.local/ipp/print", true),
            ("ipps://printer.local:631/ipp/print", true),
            ("dnssd://Brother%20QL._ipp._tcp.local/?uuid=1", true),
            ("dnssd://Zebra._pdl-datastream._tcp.local/", false),
            ("dnssd://Label%20%40%20desk._ipp._tcp.local/cups?uuid=1", false),
            ("ipp://desk-3.local:631/printers/label", false),
            ("implicitclass://label/", false),
            ("cups-pdf:/", true),
            ("file:///tmp/made.pdf", false),
            ("socket://10.0.0.9:9100", false),
            ("usb://Brother/QL-820NWB?serial=1", false),
            ("lpd://10.0.0.9/queue", false),
            ("", false),
        ] {
            assert_eq!(tells(device), expected, "{device}");
        }
    }

    #[test]
    fn a_job_is_printed_only_where_the_printer_tells() {
        use JobState::{Canceled, Printed, Printing, Sent, Unknown, Waiting};
        for (number, sent, printed) in [
            (3, Waiting, Waiting),
            (4, Waiting, Waiting),
            (5, Printing, Printing),
            (6, Printing, Printing),
            (7, Canceled, Canceled),
            (9, Sent, Printed),
            (10, Unknown, Unknown),
        ] {
            let mut job = IppAttributeGroup::new(DelimiterTag::JobAttributes);
            let state = ipp::attribute::IppAttribute::with_name("job-state", IppValue::Enum(number)).unwrap();
            job.attributes_mut().push(state);
            assert_eq!(
                [job_state(&job, false), job_state(&job, true)],
                [sent, printed],
                "{number}"
            );
        }
    }

    const A6: Media = Media {
        width_mm: 105.0,
        height_mm: 148.0,
    };

    #[test]
    fn a_job_names_the_paper_that_its_template_wants() {
        let queue = CupsServer::at(LOCAL, "jon").queue("label");
        for (width_mm, height_mm, expected) in [
            (105.0, 148.0, "iso_a6_105x148mm"),
            (62.0, 100.0, "custom_62x100mm_62x100mm"),
            (58.5, 90.0, "custom_58.5x90mm_58.5x90mm"),
        ] {
            let document = Document {
                title: "t",
                pdf: b"%PDF",
                media: Media { width_mm, height_mm },
            };
            let request = queue.print_request(&document).unwrap().into_ipp_request();
            let group = request
                .attributes()
                .first_of(DelimiterTag::JobAttributes)
                .unwrap();
            let media = group.get("media").unwrap().value();
            assert_eq!(media.to_string(), expected);
            assert!(matches!(media, IppValue::Keyword(_)), "{media:?}");
        }
    }

    #[test]
    fn the_print_system_is_where_cups_server_says() {
        for (named, expected) in [
            ("", LOCAL),
            ("/run/cups/cups.sock", LOCAL),
            ("print.example.org", "http://print.example.org:631"),
            ("127.0.0.1:8631", "http://127.0.0.1:8631"),
            ("[::1]", "http://[::1]:631"),
            ("[::1]:8631", "http://[::1]:8631"),
            ("print.example.org/version=1.1", "http://print.example.org:631"),
            ("http://127.0.0.1:8631", "http://127.0.0.1:8631"),
        ] {
            assert_eq!(address(named), expected, "{named}");
        }
    }

    #[test]
    fn what_is_chosen_for_the_device_comes_before_cups_server_and_that_before_the_machines_own() {
        for (chosen, named, expected) in [
            ("", "", LOCAL),
            ("", "fair.example.org", "http://fair.example.org:631"),
            ("hall.example.org:8631", "", "http://hall.example.org:8631"),
            (
                "http://hall.example.org:8631",
                "fair.example.org",
                "http://hall.example.org:8631",
            ),
        ] {
            assert_eq!(device_address(chosen, named), expected, "{chosen:?}, {named:?}");
        }
    }

    #[test]
    fn a_queue_with_odd_characters_has_an_address() {
        assert_eq!(
            CupsServer::at(LOCAL, "jon").queue("Sarrera 3/ñ?").path(),
            "/printers/Sarrera%203%2F%C3%B1%3F"
        );
    }

    #[test]
    fn a_system_that_is_not_there_is_unreachable() {
        let nobody = CupsServer::at("http://127.0.0.1:1", "jon");
        assert_eq!(nobody.queues().unwrap_err().code(), "unreachable");
        let document = Document {
            title: "t",
            pdf: b"%PDF",
            media: A6,
        };
        assert_eq!(
            nobody.queue("a").submit(&document).unwrap_err().code(),
            "unreachable"
        );
        assert_eq!(
            CupsServer::at("not an address", "jon")
                .queues()
                .unwrap_err()
                .code(),
            "unreachable"
        );
    }
}
