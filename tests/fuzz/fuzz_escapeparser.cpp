// What EscapeParser tells of a stream, and the style that it leaves in force, do not depend on how the stream
// was cut; its memory stays within its bound; and a style scanner goes on from any place of it.

#include "pipecore/text/stylescanner.h"
#include "tests/fuzz/fuzzinput.h"

using namespace pipecore;

namespace
{

/// Writes down all that is told, texts joined.
struct Recorder {
    QByteArray told;
    void text(const char *begin, const char *end)
    {
        require(begin < end);
        told.append(begin, end - begin);
    }
    void nuls(qint64 count)
    {
        for (; count > 0; --count)
            control(0);
    }
    void control(char code) { told += QByteArray("\n<control ") + code + ">\n"; }
    void csi(const ControlSequence &sequence)
    {
        require(sequence.parameters.size() + sequence.intermediates.size() <= EscapeParser::kLongestSequence);
        told += "\n<csi " + sequence.parameters.toByteArray() + ' ' + sequence.intermediates.toByteArray() +
                ' ' + sequence.final + ' ' + QByteArray::number(sequence.number(0, 1)) + ">\n";
    }
    void osc(QByteArrayView string)
    {
        require(string.size() <= EscapeParser::kLongestSequence);
        told += "\n<osc " + string.toByteArray() + ">\n";
    }
    void escape(char intermediate, char final)
    {
        told += QByteArray("\n<escape ") + intermediate + final + ">\n";
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const FuzzInput input(data, size, 16 * 1024);
    Recorder whole, cut;
    EscapeParser wholeParser, cutParser;
    wholeParser.feed(input.text.constData(), input.text.size(), whole);
    input.cut(input.text, 1, [&](const char *piece, qsizetype length) {
        cutParser.feed(piece, length, cut);
        require(cutParser.pendingBytes() <= EscapeParser::kLongestSequence + 1);
        require(cutParser.isGround() == (cutParser.pendingBytes() == 0));
    });
    require(whole.told == cut.told);
    require(wholeParser.pendingBytes() == cutParser.pendingBytes());
    require(wholeParser.overlong() == cutParser.overlong());

    StyleScanner through;
    through.scan(input.text.constData(), input.text.size());
    StyleScanner first;
    const qsizetype middle = input.text.size() / 2;
    first.scan(input.text.constData(), middle);
    const StyleState there = StyleState::fromWords(first.state().toWords());
    require(there.pendingBytes <= middle);
    StyleScanner second(there);
    const qsizetype from = middle - there.pendingBytes;
    second.scan(input.text.constData() + from, input.text.size() - from);
    require(second.state() == through.state());
    return 0;
}
